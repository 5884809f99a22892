namespace Minimega.Tests;

public class MinimegaClientTests
{
    private const string VersionReply =
        """{"Resp":[{"Host":"head","Response":"minimega 3.1.0","Header":null,"Tabular":null,"Error":"","Data":null}],"Rendered":"","More":false,"Status":false}""";

    [Fact]
    public async Task Every_command_is_prefixed_with_the_namespace()
    {
        await using TempServer temp = new();
        await using MinimegaClient client = await temp.ConnectAsync(new() { Namespace = "wind" });

        _ = await client.GetVersionAsync();
        await client.CcFilterAsync("blade 1");

        temp.Server.Commands.ShouldBe(["namespace wind version", "namespace wind cc filter \"name=blade 1\""]);
    }

    [Fact]
    public async Task The_client_reads_a_script_sends_a_file_and_lists_VMs()
    {
        await using TempServer temp = new();
        await File.WriteAllTextAsync(
            Path.Combine(temp.Files, "a.mm"),
            "vm config filesystem /fs\nvm launch container c2,c1\nvm start c1\n"
        );
        await using MinimegaClient client = await temp.ConnectAsync();

        ValueList<MinimegaEntry> entries = await client.ReadAsync(Path.Combine(temp.Files, "a.mm"));
        int number = await client.CcSendAsync("a.mm");
        ValueList<ValueMap<string>> rows = await client.VmInfoAsync(["name", "state"]);

        entries.Count.ShouldBe(3);
        number.ShouldBe(1);
        rows.Select(row => $"{row["host"]} {row["name"]} {row["state"]}").ShouldBe(["head c1 RUNNING", "head c2 BUILDING"]);
    }

    [Fact]
    public async Task An_error_contains_the_host_and_the_message()
    {
        await using TempServer temp = new();
        await using MinimegaClient client = await temp.ConnectAsync();

        MinimegaException e = await Should.ThrowAsync<MinimegaException>(() => client.CcSendAsync("nothere.txt"));

        e.Errors.ShouldBe([new MinimegaError("head", "no such file: nothere.txt")]);
        e.IsOutcomeUnknown.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Resp\":[")]
    [InlineData("{\"Resp\":null,\"Rendered\":\"\",\"More\":true,\"Status\":false}\n")]
    [InlineData("hello\n")]
    [InlineData("{\"Resp\":1}\n")]
    public async Task A_truncated_or_malformed_response_leaves_the_outcome_unknown(string reply)
    {
        await using OneReplyServer server = new(reply);
        await using MinimegaClient client = await MinimegaClient.ConnectAsync(server.Path);

        MinimegaException e = await Should.ThrowAsync<MinimegaException>(() => client.GetVersionAsync());

        e.IsOutcomeUnknown.ShouldBeTrue();
    }

    [Fact]
    public async Task Arguments_of_a_guest_command_do_not_appear_in_error_messages()
    {
        await using OneReplyServer server = new("");
        await using MinimegaClient client = await MinimegaClient.ConnectAsync(
            server.Path,
            new MinimegaClientOptions { Namespace = "wind" }
        );

        MinimegaException lost = await Should.ThrowAsync<MinimegaException>(() =>
            client.CcExecAsync(["/bin/sh", "-c", "PASSWORD=secret start"])
        );

        lost.Message.ShouldContain("namespace wind cc exec /bin/sh …");
        lost.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task The_next_call_after_a_lost_connection_reconnects()
    {
        await using OneReplyServer server = new(VersionReply + "\n");
        await using MinimegaClient client = await MinimegaClient.ConnectAsync(server.Path);
        _ = await client.GetVersionAsync();
        _ = await Should.ThrowAsync<MinimegaException>(() => client.GetVersionAsync());

        string version = await client.GetVersionAsync();

        version.ShouldBe("minimega 3.1.0");
    }

    [Fact]
    public async Task Progress_messages_are_not_part_of_the_response()
    {
        string note = """{"Resp":null,"Rendered":"half done","More":true,"Status":true}""";
        await using OneReplyServer server = new($"{note}\n{note}\n{VersionReply}\n", hangsUp: false);
        await using MinimegaClient client = await MinimegaClient.ConnectAsync(server.Path);

        (await client.RunAsync("version")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_without_a_response_fails_after_the_timeout()
    {
        VirtualClock clock = new();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TempServer temp = new(options =>
            options with
            {
                BeforeReply = async (_, token) =>
                {
                    asked.TrySetResult();
                    await Task.Delay(Timeout.Infinite, token);
                },
            }
        );
        await using MinimegaClient client = await temp.ConnectAsync(new() { Clock = clock, CallTimeout = TimeSpan.FromSeconds(10) });
        Task<string> call = client.GetVersionAsync();
        await asked.Task;

        clock.Advance(TimeSpan.FromSeconds(10));

        MinimegaException e = await Should.ThrowAsync<MinimegaException>(() => call);
        e.IsOutcomeUnknown.ShouldBeTrue();
        e.Message.ShouldContain("within 10 s");
    }

    [Fact]
    public async Task A_canceled_call_throws_and_the_next_call_gets_its_own_response()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TempServer temp = new(options =>
            options with
            {
                BeforeReply = async (command, token) =>
                {
                    asked.TrySetResult();
                    await (command.EndsWith("slow", StringComparison.Ordinal) ? release.Task.WaitAsync(token) : Task.CompletedTask);
                },
            }
        );
        await using MinimegaClient client = await temp.ConnectAsync();
        using CancellationTokenSource cancellation = new();
        Task slow = client.RunAsync("echo slow", cancellation.Token);
        await asked.Task;

        await cancellation.CancelAsync();

        _ = await Should.ThrowAsync<OperationCanceledException>(() => slow);
        release.SetResult();
        (await client.RunAsync("echo next"))[0].Response.ShouldBe("next");
    }

    [Fact]
    public async Task A_response_beyond_the_size_limit_is_rejected()
    {
        await using OneReplyServer server = new(
            VersionReply.Replace("3.1.0", new string('x', 5000), StringComparison.Ordinal) + "\n",
            hangsUp: false
        );
        await using MinimegaClient client = await MinimegaClient.ConnectAsync(server.Path, new() { MaxReplyBytes = 2048 });

        MinimegaException e = await Should.ThrowAsync<MinimegaException>(() => client.GetVersionAsync());

        e.Message.ShouldContain("2048");
    }

    [Fact]
    public async Task A_missing_server_is_reported_with_the_socket_path()
    {
        MinimegaException e = await Should.ThrowAsync<MinimegaException>(() => MinimegaClient.ConnectAsync("/nonexistent/minimega"));

        e.Message.ShouldContain("no server responds on '/nonexistent/minimega': there is no such socket; start minimega");
        e.IsOutcomeUnknown.ShouldBeFalse();
    }

    [Fact]
    public async Task Concurrent_calls_each_get_their_own_response()
    {
        await using TempServer temp = new();
        await using MinimegaClient client = await temp.ConnectAsync();

        ValueList<MinimegaEntry>[] answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(number => client.RunAsync($"echo n{number}"))
        );

        answers.Select(answer => answer[0].Response).ShouldBe(Enumerable.Range(0, 50).Select(number => $"n{number}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("# comment")]
    [InlineData("version\nversion")]
    public async Task An_invalid_command_is_rejected_before_anything_is_sent(string command)
    {
        await using TempServer temp = new();
        await using MinimegaClient client = await temp.ConnectAsync();

        _ = await Should.ThrowAsync<ArgumentException>(() => client.RunAsync(command));

        temp.Server.Commands.ShouldBeEmpty();
    }
}
