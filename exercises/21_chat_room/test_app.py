"""The grader of exercise 21: who is in a room hears what is said there."""

import asyncio
import contextlib

import pytest

from asgi_harness import Failure, World

ALL_IN_THE_ROOM = "Everybody in the room gets it, the one who says it too."
OTHERS_STILL_HEAR = "A connection that broke raises OSError from its send. Drop that client, and go on with the others."
PATIENCE = "A client may be silent for as long as it likes; only its leaving ends this."
BOTH_IN = "Put a newcomer into the room before you await anything: others come meanwhile, and must find it there."
LAST_WORDS = "What came before the websocket.disconnect is still told, and told to its end."
ANEW = "The room was emptied meanwhile. Look it up in `rooms` when the nick comes, not when the client does."
APART = "Rooms do not hear each other, however alike their names are."
BOTH_STAY = "Two people may choose the same nick. They are two clients all the same."
NEVER_FREED = "A server runs for months: what is kept of those who left is never freed again."
DROPPED_TOO = "A room may lose its last client by dropping it: then, too, nothing of the room is kept."
NO_ERROR = (
    "This server raises nothing when you send to a client that has left: its websocket.disconnect must be enough."
)
QUIET = World("quiet server", "send does nothing when the client has left", silent=True)
COME_AND_GO = "Others come and go while your app awaits a send: go over a copy of those who are in the room."


def room_of(random):
    """The path of a room that no app can know."""
    return f"/rooms/{random.choice(['tea', 'wire-room.', 'café~', 'la%20', 'T_'])}{random.randrange(10**6)}"


def nicks_of(random, count):
    """So many different nicks."""
    return [f"{nick}{random.randrange(1000)}" for nick in random.sample(["ann", "bob", "cid", "dot", "eve"], count)]


async def join(session, nick, *others):
    """Let a client give its nick: it and the others in the room must hear of it."""
    await session.expect_accept()
    await session.send_text(nick)
    for client in (session, *others):
        await client.expect(f"{nick} joined", why=ALL_IN_THE_ROOM)


async def say(session, nick, text, *others):
    """Let a client say something: it and the others in the room must hear it."""
    await session.send_text(text)
    for client in (session, *others):
        await client.expect(f"{nick}: {text}", why=ALL_IN_THE_ROOM)


async def hear(session, text, *, free=(), why=""):
    """The next message must be this text; those in `free` may come before it, or not at all."""
    while True:
        got = await session.receive_next(expected=repr(text), why=why)
        if got == text:
            return
        if got not in free:
            raise session.failure("The client got another message.", repr(text), repr(got), why=why)


def expect_rooms(module, *, empty, why=NEVER_FREED):
    """Raise a failure unless the dict `rooms` holds something, or nothing."""
    rooms = getattr(module, "rooms", None)
    if not isinstance(rooms, dict):
        raise Failure("app.py has no dict `rooms`.", expected="rooms = {}", got=f"rooms is {rooms!r}")
    if bool(rooms) is empty:
        raise Failure(
            "The dict `rooms` is not empty, and everybody has left." if empty else "The dict `rooms` is not used.",
            expected="{}" if empty else "something in `rooms` while somebody is in a room",
            got=repr(rooms),
            why=why if empty else "",
        )


@pytest.mark.worlds(
    "minimal scope", "unknown addresses", "headers as lists", "keys left out", "keys with None", "slow server"
)
async def test_tells_everybody_who_joined(client, random):
    """The first text of a client is its nick, and everybody in the room, the newcomer too, gets nick joined."""
    room, nicks = room_of(random), nicks_of(random, 3)
    async with client.websocket(room) as one, client.websocket(room) as two, client.websocket(room) as three:
        await join(one, nicks[0])
        await join(two, nicks[1], one)
        await join(three, nicks[2], one, two)
        for session in (one, two, three):
            await session.expect_silence()


@pytest.mark.worlds("minimal scope", "keys left out", "keys with None", "slow server")
async def test_tells_everybody_what_is_said(client, random):
    """A later text goes to everybody in the room, the speaker too, as nick: text."""
    room, (ann, bob) = room_of(random), nicks_of(random, 2)
    async with client.websocket(room) as one, client.websocket(room) as two:
        await join(one, ann)
        await join(two, bob, one)
        texts = [f"{random.random()}", "", bob, f"{bob} left", "grüße: 世界", "/nick x", " two\nlines ", "oh, " * 1_000]
        for text in texts:
            await say(one, ann, text, two)
            await say(two, bob, f"Re: {text}", one)
        for session in (one, two):
            await session.expect_silence(4_000, why=PATIENCE)
        await say(one, ann, "still here", two)


@pytest.mark.parametrize(
    "nick", ["Ann", " Ann  Lee ", "bob:", "0", "ann\nlee", "grüße 世界", "x" * 100], ids=lambda nick: repr(nick)[:15]
)
async def test_takes_any_nick(client, random, nick):
    """A nick is the first text as it came: capitals, blanks and all."""
    room = room_of(random)
    async with client.websocket(room) as one, client.websocket(room) as two:
        await join(one, "ann")
        await join(two, nick, one)
        await say(two, nick, "hello", one)
        two.leave()
        await one.expect(f"{nick} left")


@pytest.mark.worlds("slow server")
async def test_a_room_holds_many(client, random):
    """However many are in a room, everybody hears everybody."""
    room = room_of(random)
    async with contextlib.AsyncExitStack() as stack:
        sessions = []
        for number in range(12):
            session = await stack.enter_async_context(client.websocket(room))
            await join(session, f"guest {number}", *sessions)
            sessions.append(session)
        for number in (0, 11):
            await say(sessions[number], f"guest {number}", "hello", *sessions[:number], *sessions[number + 1 :])


@pytest.mark.worlds("slow server")
async def test_two_may_join_at_the_same_moment(client, module, random):
    """Of two clients that give their nicks at the same moment, both are in the room, and one hears of the other."""
    room, (ann, bob, cid) = room_of(random), nicks_of(random, 3)
    async with client.websocket(room) as one, client.websocket(room) as two, client.websocket(room) as three:
        await join(three, cid)
        for session in (one, two):
            await session.expect_accept()
        await asyncio.gather(one.send_text(ann), two.send_text(bob))
        await asyncio.sleep(1)
        await three.send_text("all here?")
        heard, end = [], f"{cid}: all here?"
        for session, nicks in ((one, [ann]), (two, [bob]), (three, [ann, bob])):
            heard.append([])
            while (text := await session.receive_next(expected=end, why=BOTH_IN)) != end:
                heard[-1].append(text)
            if not {f"{nick} joined" for nick in nicks} <= {*heard[-1]}:
                expected = ", ".join(f"{nick} joined" for nick in nicks)
                raise session.failure("A client did not hear who joined.", expected, f"{heard[-1]}", why=BOTH_IN)
        if f"{bob} joined" not in heard[0] and f"{ann} joined" not in heard[1]:
            raise one.failure(
                "Two joined at the same moment, and neither heard of the other.",
                f"{bob} joined here, or {ann} joined at the other client",
                f"{heard[0]} here, and {heard[1]} there",
                why=BOTH_IN,
            )
    expect_rooms(module, empty=True)


@pytest.mark.worlds("slow server")
async def test_tells_the_last_words(client, random):
    """What a client says at the very moment at which it leaves is told."""
    room, (ann, bob) = room_of(random), nicks_of(random, 2)
    async with client.websocket(room) as one, client.websocket(room) as two:
        await join(one, ann)
        await join(two, bob, one)
        words = asyncio.ensure_future(two.send_text("last words"))
        asyncio.get_running_loop().call_soon(two.leave)
        await words
        await hear(one, f"{bob}: last words", free=[f"{bob} left"], why=LAST_WORDS)


async def test_talks_as_in_the_example(client):
    """ann and bob meet, talk, and bob leaves first."""
    async with client.websocket("/rooms/tea") as ann, client.websocket("/rooms/tea") as bob:
        await join(ann, "ann")
        await join(bob, "bob", ann)
        await say(ann, "ann", "hello", bob)
        await say(bob, "bob", "hello, ann", ann)
        bob.leave()
        await ann.expect("bob left")


@pytest.mark.worlds("keys left out", "slow server")
async def test_tells_the_others_who_left(client, random):
    """When a client leaves, the others get nick left, and go on without it."""
    room, nicks = room_of(random), nicks_of(random, 3)
    async with client.websocket(room) as one, client.websocket(room) as two, client.websocket(room) as three:
        await join(one, nicks[0])
        await join(two, nicks[1], one)
        await join(three, nicks[2], one, two)
        two.leave(random.choice([1000, 1001, 1005]))
        await one.expect(f"{nicks[1]} left")
        await three.expect(f"{nicks[1]} left")
        await two.ended()
        await say(three, nicks[2], "still here", one)
        one.leave(random.choice([1011, 1012, 4000]))
        await three.expect(f"{nicks[0]} left")
        await say(three, nicks[2], "all alone")
        await three.expect_silence()


@pytest.mark.worlds("slow server")
async def test_says_nothing_about_a_client_without_a_nick(client, random):
    """A client that never gave a nick hears nothing, and nobody hears of it, not even when it leaves."""
    room, (ann, bob) = room_of(random), nicks_of(random, 2)
    async with client.websocket(room) as one, client.websocket(room) as nobody:
        await nobody.expect_accept()
        await join(one, ann)
        await say(one, ann, "is anybody there?")
        async with client.websocket(room) as two:
            await join(two, bob, one)
        await one.expect(f"{bob} left")
        await nobody.expect_silence(why="A client enters the room with its nick, and not before.")
        nobody.leave()
        await nobody.ended()
        await one.expect_silence()


@pytest.mark.worlds("slow server")
async def test_a_room_begins_anew(client, module, random):
    """Who comes before the last one leaves, and gives its nick after that, is in the same room as who comes later."""
    room, (ann, bob, cid) = room_of(random), nicks_of(random, 3)
    async with client.websocket(room) as two:
        await two.expect_accept()
        async with client.websocket(room) as one:
            await join(one, ann)
        await two.send_text(bob)
        await two.expect(f"{bob} joined", why=ANEW)
        async with client.websocket(room) as three:
            await three.expect_accept()
            await three.send_text(cid)
            for session in (three, two):
                await session.expect(f"{cid} joined", why=ANEW)
            await say(two, bob, "hello", three)
        await two.expect(f"{cid} left")
    expect_rooms(module, empty=True)


@pytest.mark.worlds("slow server")
@pytest.mark.parametrize("name", ["one digit more", "upper case", "encoded twice"])
async def test_keeps_rooms_apart(client, random, name):
    """What happens in one room is not heard in another, whoever is there and however alike their names are."""
    here, (ann, bob) = room_of(random), nicks_of(random, 2)
    there = {
        "one digit more": f"{here}{random.randrange(10)}",
        "upper case": f"/rooms/x{here[7:]}",
        "encoded twice": f"{here}%2541",
    }[name]
    here = {"one digit more": here, "upper case": f"/rooms/X{here[7:]}", "encoded twice": f"{here}A"}[name]
    async with client.websocket(here) as one, client.websocket(here) as two, client.websocket(there) as three:
        await join(one, ann)
        await join(three, ann)
        await one.expect_silence(why=APART)
        await join(two, bob, one)
        await three.expect_silence(why=APART)
        await say(one, ann, "hello here", two)
        await say(three, ann, "hello there")
        two.leave()
        await one.expect(f"{bob} left")
        for session in (one, three):
            await session.expect_silence(why=APART)


@pytest.mark.worlds("slow server")
async def test_two_clients_may_have_the_same_nick(client, random):
    """Two clients with the same nick both hear everything, and one stays when the other leaves."""
    room, (ann, bob) = room_of(random), nicks_of(random, 2)
    async with client.websocket(room) as one, client.websocket(room) as two, client.websocket(room) as three:
        await join(one, ann)
        for session in (two, three):
            await session.expect_accept()
        await two.send_text(ann)
        for session in (one, two):
            await session.expect(f"{ann} joined", why=BOTH_STAY)
        await three.send_text(bob)
        for session in (one, two, three):
            await session.expect(f"{bob} joined", why=BOTH_STAY)
        await two.send_text("which one am I?")
        for session in (one, two, three):
            await session.expect(f"{ann}: which one am I?", why=BOTH_STAY)
        two.leave()
        for session in (one, three):
            await session.expect(f"{ann} left", why=BOTH_STAY)
        await three.send_text("one is left")
        for session in (three, one):
            await session.expect(f"{bob}: one is left", why=BOTH_STAY)


@pytest.mark.worlds("slow server")
async def test_forgets_who_left(client, module, random):
    """The dict rooms is used while somebody is in a room, and empty when everybody left."""
    first, second, nicks = room_of(random), room_of(random), nicks_of(random, 3)
    expect_rooms(module, empty=True)
    for _ in range(2):
        async with client.websocket(first) as one, client.websocket(first) as two, client.websocket(second) as three:
            await join(one, nicks[0])
            expect_rooms(module, empty=False)
            await join(two, nicks[1], one)
            await join(three, nicks[2])
            await say(two, nicks[1], "hello", one)
        expect_rooms(module, empty=True)


async def test_forgets_who_left_though_no_send_fails(client, module, random):
    """The dict rooms is empty when everybody left, also on a server whose send never raises OSError."""
    client.world = QUIET
    room, nicks = room_of(random), nicks_of(random, 2)
    async with client.websocket(room) as one, client.websocket(room) as two:
        await join(one, nicks[0])
        await join(two, nicks[1], one)
        one.leave()
        await two.expect(f"{nicks[0]} left")
    expect_rooms(module, empty=True, why=NO_ERROR)


async def test_forgets_a_client_without_a_nick(client, module, random):
    """The dict rooms is empty when a client that never gave a nick has left."""
    async with client.websocket(room_of(random)) as session:
        await session.expect_accept()
    expect_rooms(module, empty=True)


@pytest.mark.worlds("slow server")
@pytest.mark.parametrize(
    "broken", [[0], [1], [3], [1, 2]], ids=["the first", "the second", "the last", "two at the same time"]
)
async def test_drops_a_client_whose_connection_broke(client, module, random, broken):
    """A client whose send raises OSError is dropped, and the others still get the message."""
    room = room_of(random)
    async with (
        client.websocket(room) as one,
        client.websocket(room) as two,
        client.websocket(room) as three,
        client.websocket(room) as four,
    ):
        everybody = dict(zip(nicks_of(random, 4), [one, two, three, four], strict=True))
        for number, (nick, session) in enumerate(everybody.items()):
            await join(session, nick, *list(everybody.values())[:number])
        lost = {nick: session for number, (nick, session) in enumerate(everybody.items()) if number in broken}
        stay = {nick: session for nick, session in everybody.items() if nick not in lost}
        for session in lost.values():
            session.break_connection()
        for nick, session in stay.items():
            text = f"{random.random()}"
            await session.send_text(text)
            for listener in stay.values():
                free = [f"{lost_nick} left" for lost_nick in lost]
                await hear(listener, f"{nick}: {text}", free=free, why=OTHERS_STILL_HEAR)
            await asyncio.sleep(1)
        for session in lost.values():
            tries = [message for message in session.conversation.sent() if text in str(message)]
            if tries:
                raise session.failure(
                    "Your app goes on sending to a client whose connection broke.",
                    "no message after the first that raised OSError",
                    f"{tries[0]}",
                )
        for session in stay.values():
            session.leave()
            await session.ended()
        await asyncio.sleep(1)
        expect_rooms(module, empty=True)


@pytest.mark.worlds("slow server")
@pytest.mark.parametrize("others", [False, True], ids=["alone", "with another"])
async def test_drops_a_client_that_broke_before_its_nick(client, module, random, others):
    """A client whose connection broke before its nick came is dropped as well."""
    room, (ann, bob) = room_of(random), nicks_of(random, 2)
    async with client.websocket(room) as one, client.websocket(room) as two:
        await one.expect_accept()
        if others:
            await join(two, bob)
        one.break_connection()
        await one.send_text(ann)
        if others:
            await hear(two, f"{ann} joined", free=[f"{ann} left"], why=OTHERS_STILL_HEAR)
        await asyncio.sleep(1)
    expect_rooms(module, empty=True, why=DROPPED_TOO)


@pytest.mark.worlds("slow server")
@pytest.mark.parametrize("speaker", ["itself", "another"])
async def test_forgets_a_room_whose_last_client_was_dropped(client, module, random, speaker):
    """The dict rooms is empty when the last one in a room was dropped."""
    room, (ann, bob) = room_of(random), nicks_of(random, 2)
    async with client.websocket(room) as one:
        await join(one, ann)
        if speaker == "itself":
            one.break_connection()
            await one.send_text("is anybody there?")
        else:
            async with client.websocket(room) as two:
                await join(two, bob, one)
                one.break_connection()
        await asyncio.sleep(1)
    expect_rooms(module, empty=True, why=DROPPED_TOO)


@pytest.mark.worlds("slow server")
@pytest.mark.parametrize("broken", [0, 1], ids=["the first", "the second"])
async def test_tells_of_coming_and_going_past_a_broken_connection(client, random, broken):
    """The others still hear who joined and who left when one connection in the room broke."""
    room, (ann, bob, cid) = room_of(random), nicks_of(random, 3)
    for comes in (True, False):
        async with client.websocket(room) as one, client.websocket(room) as two, client.websocket(room) as three:
            await join(one, ann)
            await join(two, bob, one)
            if not comes:
                await join(three, cid, one, two)
            lost, stays = (one, two) if broken == 0 else (two, one)
            lost.break_connection()
            if comes:
                await three.expect_accept()
                await three.send_text(cid)
            else:
                three.leave()
            free = [f"{ann if broken == 0 else bob} left"]
            await hear(stays, f"{cid} {'joined' if comes else 'left'}", free=free, why=OTHERS_STILL_HEAR)


async def test_hears_the_last_words_of_a_broken_connection(client, random):
    """A text that came before the connection broke still goes to the others."""
    room, (ann, bob, cid) = room_of(random), nicks_of(random, 3)
    async with client.websocket(room) as one, client.websocket(room) as two, client.websocket(room) as three:
        await join(one, ann)
        await join(two, bob, one)
        await join(three, cid, one, two)
        two.break_connection()
        await two.send_text("last words")
        for session in (one, three):
            await hear(session, f"{bob}: last words", free=[f"{bob} left"], why=OTHERS_STILL_HEAR)


@pytest.mark.worlds("slow server")
@pytest.mark.parametrize("leaver", [1, 2, 3], ids=["the second", "the third", "the fourth"])
async def test_clients_may_leave_while_a_message_is_sent(client, module, random, leaver):
    """A client that leaves while a text goes round keeps nobody else from hearing it."""
    room, nicks = room_of(random), ["ann", "bob", "cid", "dot"]
    async with (
        client.websocket(room) as one,
        client.websocket(room) as two,
        client.websocket(room) as three,
        client.websocket(room) as four,
    ):
        sessions = [one, two, three, four]
        for number, (session, nick) in enumerate(zip(sessions, nicks, strict=True)):
            await join(session, nick, *sessions[:number])
        await one.send_text("hello")
        await asyncio.sleep(0)
        sessions.pop(leaver).leave()
        for session in sessions:
            await hear(session, "ann: hello", free=[f"{nicks[leaver]} left"], why=COME_AND_GO)
        await sessions[-1].send_text("the end")
        for session in sessions:
            await hear(session, f"{nicks[3 if leaver < 3 else 2]}: the end", free=[f"{nicks[leaver]} left"])
    expect_rooms(module, empty=True)


@pytest.mark.worlds("slow server")
async def test_clients_may_join_while_a_message_is_sent(client, random):
    """A client that joins while a text goes round keeps nobody from hearing it."""
    room, (ann, bob, cid) = room_of(random), nicks_of(random, 3)
    async with client.websocket(room) as one, client.websocket(room) as two, client.websocket(room) as three:
        await join(one, ann)
        await join(two, bob, one)
        await three.expect_accept()
        await one.send_text("hello")
        await three.send_text(cid)
        for session in (one, two):
            expected = sorted([f"{ann}: hello", f"{cid} joined"])
            heard = sorted([str(await session.receive_next(expected=text)) for text in expected])
            if heard != expected:
                raise session.failure("The client got other messages.", f"{expected}", f"{heard}", why=COME_AND_GO)
        await three.send_text("good evening")
        for text in (f"{cid} joined", f"{cid}: good evening"):
            await hear(three, text, free=[f"{ann}: hello"])
        for session in (one, two):
            await session.expect(f"{cid}: good evening", why=COME_AND_GO)


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/rooms", "/rooms/", "/rooms/a/b", "/room/a", "/roomsa", "/lobby/rooms/a", "/chat"),
        *("/rooms/a/", "/rooms//", "/rooms//a", "//rooms/a", "/Rooms/a"),
    ],
)
async def test_refuses_other_paths(client, path):
    """A path that is not /rooms/ and one name is refused before it is accepted."""
    async with client.websocket(path) as session:
        await session.expect_refusal()


@pytest.mark.parametrize("scope_type", ["http", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not a WebSocket makes the app raise an exception."""
    await client.expect_refusal(scope_type)
