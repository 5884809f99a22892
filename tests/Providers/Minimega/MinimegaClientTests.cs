namespace Minimega.Tests;

public class MinimegaClientTests
{
    private const string VersionReply =
        """{"Resp":[{"Host":"head","Response":"minimega 3.1.0","Header":null,"Tabular":null,"Error":"","Data":null}],"Rendered":"","More":false,"Status":false}""";

    [Fact]
    public async Task Every_command_carries_the_namespace_in_front()
    {
        await using TempServer temp = new();
        await using MinimegaClient client = await temp.ConnectAsync(new() { Namespace = "wind" });

        _ = await client.GetVersionAsync();
        await client.CcFilterAsync("blade 1");

        temp.Server.Commands.ShouldBe(["namespace wind version", "namespace wind cc filter \"name=blade 1\""]);
    }

    [Fact]
    public async Task A_file_is_read_sent_and_listed()
    {
        await using TempServer temp = new();
        await File.WriteAllTextAsync(Path.Combine(temp.Files, "a.mm"), "vm config filesystem /fs\nvm launch container c2,c1\nvm start c1\n");
        await using MinimegaClient client = await temp.ConnectAsync();

        ValueList<MinimegaEntry> entries = await client.ReadAsync(Path.Combine(temp.Files, "a.mm"));
        int number = await client.CcSendAsync("a.mm");
        ValueList<ValueMap<string>> rows = await client.VmInfoAsync(["name", "state"]);

        entries.Count.ShouldBe(3);
        number.ShouldBe(1);
        rows.Select(row => $"{row["host"]} {row["name"]} {row["state"]}").ShouldBe(["head c1 RUNNING", "head c2 BUILDING"]);
    }

    [Fact]
    public async Task An_error_names_host_and_text()
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
    public async Task An_answer_cut_off_or_malformed_leaves_the_outcome_unknown(string reply)
    {
        await using OneReplyServer server = new(reply);
        await using MinimegaClient client = await MinimegaClient.ConnectAsync(server.Path);

        MinimegaException e = await Should.ThrowAsync<MinimegaException>(() => client.GetVersionAsync());

        e.IsOutcomeUnknown.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_guest_is_to_run_is_in_no_message()
    {
        await using OneReplyServer server = new("");
        await using MinimegaClient client = await MinimegaClient.ConnectAsync(server.Path, new MinimegaClientOptions { Namespace = "wind" });

        MinimegaException lost = await Should.ThrowAsync<MinimegaException>(() => client.CcExecAsync(["/bin/sh", "-c", "PASSWORD=secret start"]));

        lost.Message.ShouldContain("namespace wind cc exec /bin/sh …");
        lost.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task After_a_lost_connection_the_next_call_connects_anew()
    {
        await using OneReplyServer server = new(VersionReply + "\n");
        await using MinimegaClient client = await MinimegaClient.ConnectAsync(server.Path);
        _ = await client.GetVersionAsync();
        _ = await Should.ThrowAsync<MinimegaException>(() => client.GetVersionAsync());

        string version = await client.GetVersionAsync();

        version.ShouldBe("minimega 3.1.0");
    }

    [Fact]
    public async Task Progress_notes_are_no_part_of_the_answer()
    {
        string note = """{"Resp":null,"Rendered":"half done","More":true,"Status":true}""";
        await using OneReplyServer server = new($"{note}\n{note}\n{VersionReply}\n", hangsUp: false);
        await using MinimegaClient client = await MinimegaClient.ConnectAsync(server.Path);

        (await client.RunAsync("version")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_withheld_answer_ends_at_the_deadline()
    {
        VirtualClock clock = new();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TempServer temp = new(options => options with
        {
            BeforeReply = async (_, token) =>
            {
                asked.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
        });
        await using MinimegaClient client = await temp.ConnectAsync(new() { Clock = clock, CallTimeout = TimeSpan.FromSeconds(10) });
        Task<string> call = client.GetVersionAsync();
        await asked.Task;

        clock.Advance(TimeSpan.FromSeconds(10));

        MinimegaException e = await Should.ThrowAsync<MinimegaException>(() => call);
        e.IsOutcomeUnknown.ShouldBeTrue();
        e.Message.ShouldContain("within 10 s");
    }

    [Fact]
    public async Task A_cancelled_call_says_so_and_the_next_one_gets_its_own_answer()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TempServer temp = new(options => options with
        {
            BeforeReply = async (command, token) =>
            {
                asked.TrySetResult();
                await (command.EndsWith("slow", StringComparison.Ordinal) ? release.Task.WaitAsync(token) : Task.CompletedTask);
            },
        });
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
    public async Task A_huge_answer_is_refused()
    {
        await using OneReplyServer server = new(VersionReply.Replace("3.1.0", new string('x', 5000), StringComparison.Ordinal) + "\n", hangsUp: false);
        await using MinimegaClient client = await MinimegaClient.ConnectAsync(server.Path, new() { MaxReplyBytes = 2048 });

        MinimegaException e = await Should.ThrowAsync<MinimegaException>(() => client.GetVersionAsync());

        e.Message.ShouldContain("2048");
    }

    [Fact]
    public async Task No_server_is_a_problem_that_names_the_socket()
    {
        MinimegaException e = await Should.ThrowAsync<MinimegaException>(() => MinimegaClient.ConnectAsync("/nonexistent/minimega"));

        e.Message.ShouldContain("no server answers on '/nonexistent/minimega': there is no such socket; start minimega");
        e.IsOutcomeUnknown.ShouldBeFalse();
    }

    [Fact]
    public async Task Concurrent_calls_each_get_their_own_answer()
    {
        await using TempServer temp = new();
        await using MinimegaClient client = await temp.ConnectAsync();

        ValueList<MinimegaEntry>[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => client.RunAsync($"echo n{number}")));

        answers.Select(answer => answer[0].Response).ShouldBe(Enumerable.Range(0, 50).Select(number => $"n{number}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("# comment")]
    [InlineData("version\nversion")]
    public async Task What_is_no_command_is_refused_before_it_switches_the_namespace(string command)
    {
        await using TempServer temp = new();
        await using MinimegaClient client = await temp.ConnectAsync();

        _ = await Should.ThrowAsync<ArgumentException>(() => client.RunAsync(command));

        temp.Server.Commands.ShouldBeEmpty();
    }
}
