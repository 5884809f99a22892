namespace Sdk.Tests.Agents;

public class FrameTests
{
    private static readonly byte[] Ping = FrameBytes.Of(FrameBytes.Ping, 0, "12345678");

    private static readonly byte[] Whole =
    [
        .. Session.Opening,
        .. Session.Echo(1, 1),
        .. Ping,
        .. FrameBytes.CreateRequest(2, """{"service":"files","method":"put","operation":2}""", """{"path":"/a"}"""),
        .. FrameBytes.Of(FrameBytes.Chunk, 2, [0, 1, 2, 3]),
        .. FrameBytes.Of(FrameBytes.End, 2, ""),
        .. FrameBytes.Of(FrameBytes.Cancel, 1, ""),
    ];

    // CRC-32C of "123456789" is E3069283, the check value in the catalogue of parametrised CRC algorithms.
    [Fact]
    public void A_frame_with_the_checksum_of_RFC_3720_is_accepted()
    {
        byte[] frame = FrameBytes.Of(FrameBytes.Ping, 0, "12345678");

        Session
            .Serve(Session.Opening, frame)
            .Answers.Last()
            .ShouldSatisfyAllConditions(
                answer => answer.Kind.ShouldBe(FrameBytes.Pong),
                answer => answer.Payload.ShouldBe("12345678"u8.ToArray())
            );
    }

    [Fact]
    public void A_session_is_served_regardless_of_how_its_bytes_are_split()
    {
        foreach (int readMax in new[] { 1, 2, 3, 15, 16, 17, 100, int.MaxValue })
        {
            Session.Outcome outcome = Session.Serve(readMax, [.. Session.Opening, .. Session.Echo(1, 1)]);

            outcome.Output.ShouldBe("hi\n");
            outcome.Answers.Last().Kind.ShouldBe(FrameBytes.Response);
            outcome.End!.Code.Id.ShouldBe("SW4003");
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData((1024 * 1024) + 1)]
    public void F_MSG_05_an_invalid_frame_length_closes_the_connection(int length)
    {
        byte[] frame = [.. Ping];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), length);
        FrameBytes.WriteChecksum(frame);

        Refused(frame).ShouldContain($"a frame has a length of {length}");
    }

    [Fact]
    public void F_MSG_05_a_frame_shorter_than_its_declared_length_closes_the_connection()
    {
        byte[] frame = [.. Ping];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), 1024 * 1024);

        Refused(frame).ShouldContain("the stream ended within a frame, after 24 of its bytes");
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("Welcome to Debian")]
    [InlineData("S")]
    public void F_MSG_05_an_unknown_protocol_closes_the_connection(string text) =>
        Session.Serve(System.Text.Encoding.ASCII.GetBytes(text)).End!.Code.Id.ShouldBe("SW4001");

    [Fact]
    public void F_MSG_05_an_unsupported_frame_version_is_rejected_with_both_versions() =>
        Refused(FrameBytes.Of(FrameBytes.Ping, 0, [], version: 2)).ShouldContain("version 2; this side speaks version 1");

    [Fact]
    public void F_MSG_05_a_wrong_checksum_closes_the_connection()
    {
        byte[] frame = [.. Ping];
        frame[^1] ^= 1;

        Refused(frame).ShouldContain("does not have the checksum");
    }

    [Fact]
    public void F_MSG_05_invalid_UTF_8_closes_the_connection_even_in_an_ignored_field()
    {
        byte[] hello = [.. """{"major":1,"node":"n1","session":"s1","nonce":"1","unknown":"a"""u8, 0xff, .. "\"}"u8];

        Session.Serve(FrameBytes.Of(FrameBytes.Hello, 0, hello)).Goodbye.ShouldContain("not strict UTF-8");
        byte[] request = Session.Echo(1, 1);
        request[^20] = 0xff;
        FrameBytes.WriteChecksum(request);
        Refused(request).ShouldContain("not strict UTF-8");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"node":1}""")]
    [InlineData("""{"boot":null}""")]
    [InlineData("""{"epoch":99999999999999999999}""")]
    public void F_MSG_05_a_malformed_handshake_closes_the_connection(string hello) =>
        Session.Serve(FrameBytes.Of(FrameBytes.Hello, 0, hello)).End!.Code.Id.ShouldBe("SW4001");

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 9, 1 })]
    [InlineData(new byte[] { 0, 2, 0x7b, 0x7b })]
    public void F_MSG_05_a_request_with_a_malformed_header_closes_the_connection(byte[] payload) =>
        Refused(FrameBytes.Of(FrameBytes.Request, 1, payload)).ShouldNotBeEmpty();

    [Fact]
    public void F_MSG_05_a_declared_frame_length_is_not_allocated_in_advance()
    {
        byte[] frame = [.. Ping];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), 1024 * 1024);
        byte[] script = [.. Session.Opening, .. frame];
        Session.Serve(script);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Session.Serve(script);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 * 1024);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void F_MSG_06_a_stream_that_ends_at_any_byte_is_reported_and_creates_no_file()
    {
        for (int length = 0; length < Whole.Length; length++)
        {
            Session.Outcome outcome = Session.Serve(int.MaxValue, Whole[..length]);

            outcome.End!.Code.Id.ShouldBeOneOf("SW4001", "SW4003");
            outcome.Files.Paths.ShouldBeEmpty();
        }
    }

    [Fact]
    public void F_MSG_05_every_single_bit_error_is_detected()
    {
        byte[] script = [.. Session.Opening, .. Session.Echo(1, 1)];
        for (int bit = 0; bit < script.Length * 8; bit++)
        {
            byte[] flipped = [.. script];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            Session.Outcome outcome = Session.Serve(int.MaxValue, flipped);

            outcome.End!.Code.Id.ShouldBe("SW4001", outcome.End.Message);
            outcome.Started.ShouldBeEmpty();
        }
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void F_MSG_05_mutated_frames_run_at_most_one_command_and_create_no_file()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            Session.Outcome outcome = Session.Serve(int.MaxValue, Mutate(Whole, new Random(seed)));

            outcome.Started.Length.ShouldBeLessThanOrEqualTo(1);
            outcome.Files.Paths.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task F_MSG_05_a_mutated_agent_handshake_causes_only_an_agent_exception()
    {
        byte[] answer = FrameBytes.Of(FrameBytes.Hello, 0, """{"major":1,"node":"n1","boot":"b1","nonce":"1"}""");
        for (int seed = 0; seed < 2_000; seed++)
        {
            ScriptedStream stream = new(seed <= answer.Length ? answer[..seed] : Mutate(answer, new Random(seed)));
            try
            {
                await using AgentConnection opened = await AgentConnection.OpenAsync(
                    stream,
                    new AgentConnectionOptions { Node = "n1", SessionId = "s1" }
                );
                opened.BootId.ShouldBe("b1");
            }
            catch (AgentException failure)
            {
                failure.Code.Id.ShouldBeOneOf("SW4001", "SW4003", "SW4005");
            }
        }
    }

    [Fact]
    public void F_MSG_10_unknown_fields_and_frames_are_ignored_and_a_newer_minor_version_is_accepted()
    {
        byte[] hello = FrameBytes.Of(
            FrameBytes.Hello,
            0,
            """{"major":1,"minor":7,"node":"n1","session":"s1","nonce":"1","colour":{"of":["it"]}}"""
        );
        byte[] request = FrameBytes.CreateRequest(
            1,
            """{"service":"commands","method":"run","operation":1,"priority":"high"}""",
            """{"words":["echo","hi"],"deadlineMilliseconds":1000,"outputBytesMax":100,"nice":9}"""
        );

        Session.Outcome outcome = Session.Serve(
            hello,
            Session.Confirmation,
            FrameBytes.Of(200, 0, "?"),
            FrameBytes.Of(0, 9, ""),
            FrameBytes.Of(FrameBytes.Chunk, 77, "late"),
            request
        );

        outcome.Output.ShouldBe("hi\n");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 5)]
    public void F_MSG_10_another_major_version_is_rejected_with_both_versions(int major, int minor)
    {
        byte[] hello = FrameBytes.Of(FrameBytes.Hello, 0, $$"""{"major":{{major}},"minor":{{minor}},"node":"n1"}""");

        Session.Outcome outcome = Session.Serve(hello);

        outcome.End!.Code.Id.ShouldBe("SW4005");
        outcome.Goodbye.ShouldContain($"uses protocol version {major}.{minor}, this side 1.0");
    }

    [Fact]
    public async Task F_MSG_10_a_controller_rejects_an_agent_of_another_major_version()
    {
        ScriptedStream stream = new(FrameBytes.Of(FrameBytes.Hello, 0, """{"major":3,"minor":1,"node":"n1","boot":"b1"}"""));

        AgentException failure = await Should.ThrowAsync<AgentException>(() =>
            AgentConnection.OpenAsync(stream, new AgentConnectionOptions { Node = "n1", SessionId = "s1" })
        );

        failure.Code.Id.ShouldBe("SW4005");
        failure.Message.ShouldContain("uses protocol version 3.1, this side 1.0");
    }

    [Fact]
    public void A_request_for_an_unknown_service_fails_and_the_connection_stays_open()
    {
        Session.Outcome outcome = Session.Serve(
            Session.Opening,
            FrameBytes.CreateRequest(1, """{"service":"weather","method":"tell","operation":1}""", "{}"),
            Session.Echo(2, 2)
        );

        outcome.Answers.ShouldContain(frame => frame.Kind == FrameBytes.Fault && frame.Call == 1);
        outcome.Output.ShouldBe("hi\n");
    }

    [Fact]
    public async Task A_command_canceled_right_after_its_request_is_killed()
    {
        byte[] sleep = FrameBytes.CreateRequest(
            1,
            """{"service":"commands","method":"run","operation":1}""",
            """{"words":["sleep","3600"],"deadlineMilliseconds":3600000,"outputBytesMax":100}"""
        );

        Session.Outcome outcome = Session.Serve(Session.Opening, [.. sleep, .. FrameBytes.Of(FrameBytes.Cancel, 1, "")]);

        outcome.Started.ShouldBe(["sleep 3600"]);
        (await outcome.FirstKill.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBe("sleep 3600");
    }

    [Fact]
    public void A_window_update_beyond_the_bytes_in_flight_closes_the_connection()
    {
        byte[] put = FrameBytes.CreateRequest(1, """{"service":"files","method":"put","operation":2}""", """{"path":"/a"}""");

        string found = Session.Serve(Session.Opening, put, FrameBytes.Of(FrameBytes.Window, 1, [0, 0, 0, 1])).End!.Message;

        found.ShouldBe("a window update of 1 bytes exceeds the 0 bytes in flight");
    }

    [Fact]
    public void A_call_that_receives_more_than_its_window_closes_the_connection()
    {
        // 256 KiB, including the header and the channel of each chunk.
        byte[] cat = FrameBytes.CreateRequest(
            1,
            """{"service":"commands","method":"run","operation":2}""",
            """{"words":["cat"],"hasInput":true}"""
        );
        byte[] chunk = FrameBytes.Of(FrameBytes.Chunk, 1, new byte[(256 * 1024) - 15]);

        Refused([.. cat, .. chunk]).ShouldBe("a call received 262145 bytes; its window allows 262144");
    }

    [Fact]
    public void A_completed_operation_is_deduplicated_until_it_is_evicted_from_the_cache()
    {
        AgentHostOptions options = new()
        {
            Node = "n1",
            BootId = Session.Boot,
            MaxCachedOperations = 2,
        };
        new AgentHostOptions { Node = "n1", BootId = "b" }.MaxCachedOperations.ShouldBe(100_000);

        Session.Outcome outcome = Session.Serve(
            options,
            Session.Opening,
            Session.Echo(1, 1),
            Session.Echo(2, 2),
            Session.Echo(3, 2),
            Session.Echo(4, 3),
            Session.Echo(5, 2),
            Session.Echo(6, 1)
        );

        // Operation 2 arrived three times and ran once. Operation 1 ran twice: it was evicted after operation 3.
        outcome.Started.Length.ShouldBe(4);
        outcome.Answers.Count(frame => frame.Kind == FrameBytes.Response).ShouldBe(6);
    }

    [Fact]
    public void A_retry_without_a_cached_response_reports_an_unknown_outcome_and_runs_nothing()
    {
        AgentHostOptions options = new()
        {
            Node = "n1",
            BootId = Session.Boot,
            MaxCachedResponseBytes = 0,
        };

        Session.Outcome outcome = Session.Serve(options, Session.Opening, Session.Echo(1, 1), Session.Echo(2, 1));

        outcome.Started.Length.ShouldBe(1);
        outcome.Output.ShouldBe("hi\n");
        (byte kind, uint call, byte[] payload) = outcome.Answers.Last();
        (kind, call).ShouldBe((FrameBytes.Fault, 2u));
        System.Text.Encoding.UTF8.GetString(payload).ShouldContain("\"outcomeIsUnknown\":true");
    }

    [Fact]
    public void Reading_a_frame_allocates_almost_no_memory()
    {
        const int Count = 10_000;
        byte[] script = [.. Session.Opening, .. Enumerable.Repeat(Ping, Count).SelectMany(frame => frame)];
        Serve();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Serve();

        // A debug build allocates an object for the state of the writer; a release build does not.
        ((GC.GetAllocatedBytesForCurrentThread() - before) / Count).ShouldBeLessThan(160);

        void Serve()
        {
            AgentHost host = new(
                new AgentHostOptions { Node = "n1", BootId = Session.Boot },
                new ScriptedPrograms(TimeProvider.System),
                new InMemoryFiles()
            );
            host.ServeAsync(new ScriptedStream(script, keeps: false)).IsCompletedSuccessfully.ShouldBeTrue();
        }
    }

    private static string Refused(byte[] frame)
    {
        Session.Outcome outcome = Session.Serve(Session.Opening, frame);

        outcome.End!.Code.Id.ShouldBe("SW4001", outcome.End.Message);
        outcome.Goodbye.ShouldContain("SW4001");
        outcome.Started.ShouldBeEmpty();
        return outcome.End.Message;
    }

    private static byte[] Mutate(byte[] bytes, Random chance)
    {
        List<byte> mutated = [.. bytes];
        for (int change = chance.Next(1, 6); change > 0; change--)
        {
            int at = chance.Next(mutated.Count);
            int count = Math.Min(chance.Next(1, 40), mutated.Count - at);
            switch (chance.Next(4))
            {
                case 0:
                    mutated[at] = (byte)chance.Next(256);
                    break;
                case 1:
                    mutated.RemoveRange(at, count);
                    mutated.Add(0);
                    break;
                case 2:
                    mutated.InsertRange(at, mutated.GetRange(at, count));
                    break;
                default:
                    mutated.InsertRange(at, new byte[count]);
                    break;
            }
        }

        return [.. mutated];
    }
}
