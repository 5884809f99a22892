using Loopback.Kubernetes;
using Scalewright.Providers.Local;

namespace Tool.Tests;

public sealed class OperationTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_plan_for_a_state_shows_the_difference_to_existing_resources()
    {
        Make(2);
        WriteFarm(3);

        ProgramResult grows = Start(["plan", "farm.yaml", .. Processes, "--state", "state"]);
        WriteFarm(2);
        ProgramResult same = Start(["plan", "farm.yaml", .. Processes, "--state", "state"]);

        grows.ExitCode.ShouldBe(0, grows.Text);
        grows.Output.ShouldBe(
            "farm on processes, state state\n+ node node-3   1 cpu, 512 MiB\nPlan: 1 node to create, 0 to change, 0 to remove"
        );
        same.Output.ShouldBe("farm: nothing to do");
    }

    [Fact]
    public void Read_only_verbs_and_dry_runs_change_no_byte_of_state_or_nodes()
    {
        Make(2);
        WriteFarm(1);
        Dictionary<string, string> before = Digests();

        string[][] looking =
        [
            ["plan", "farm.yaml", .. Processes, "--state", "state"],
            ["apply", "farm.yaml", .. Processes, "--state", "state", "--dry-run"],
            ["adopt", "farm.yaml", .. Processes, "--state", "other", "--dry-run"],
            ["destroy", "state", .. Processes, "--dry-run"],
            ["reap", .. Processes, "--cluster", "farm", "--dry-run"],
            ["exec", "state", .. Processes, "--dry-run", "--", "touch", "made"],
            ["repair", "state", "--dry-run"],
            ["reap", .. Processes, "--include-damaged", "--dry-run"],
            ["repair", "state", "--accept-older-state", .. Processes, "--dry-run"],
            ["status", "state", .. Processes],
            ["list"],
            ["list", .. Processes],
        ];
        LeapingClock later = new();
        later.Leap(TimeSpan.FromMinutes(1)); // Resources created within the last second are reported but not selected.
        ProgramResult[] results =
        [
            .. looking.Select(command => ToolRun.Start(_folder.Root, later, new Dictionary<string, string>(), command)),
        ];

        results.ShouldAllBe(result => result.ExitCode == 0);
        results[1].Output.ShouldBe("farm on processes, state state\n- node node-2\nPlan: 0 nodes to create, 0 to change, 1 to remove");
        results[5].Output.ShouldBe("node-1 (ready) would run: touch made\nnode-2 (ready) would run: touch made");
        Digests().ShouldBe(before);
        Directory.Exists(_folder.At("other")).ShouldBeFalse();
    }

    [Fact]
    public void A_dry_run_of_a_first_apply_creates_nothing()
    {
        WriteFarm(2);

        ProgramResult result = Start(["apply", "farm.yaml", .. Processes, "--state", "state", "--dry-run"]);

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldEndWith("Plan: 2 nodes to create, 0 to change, 0 to remove");
        Directory.Exists(_folder.At("state")).ShouldBeFalse();
        Start(["list", .. Processes]).Output.ShouldBe("no clusters");
    }

    [Fact]
    public void Status_shows_the_nodes_and_their_drift()
    {
        Make(2);
        ProgramResult sound = Start(["status", "state", .. Processes, "--verbose"]);
        Start(["reap", .. Processes, "--lineage", LineageOf(sound), "--yes"]).ExitCode.ShouldBe(0);

        ProgramResult lost = Start(["status", "state", .. Processes]);

        sound.ExitCode.ShouldBe(0, sound.Text);
        sound.Output.ShouldStartWith("farm on processes, state state, 2 of 2 nodes ready, lease free\nlineage ");
        sound.Output.ShouldMatch(
            @"\ngroup  node    state  address\nfarm   node-1  ready  127\.77\.[0-9.]+ *\n       node-2  ready  127\.77\.[0-9.]+$"
        );
        lost.ExitCode.ShouldBe(0, lost.Text);
        lost.Output.ShouldStartWith(
            "farm on processes, state state, 0 of 2 nodes ready, drift, lease free\ngroup  node    state    address\nfarm   node-1  missing  –\n       node-2  missing  –\nDrift: the next apply "
        );
        lost.Output.ShouldContain("creates 2 nodes (node-1, node-2)");
        Start(["status", "state", .. Processes, "--check"]).ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Status_of_more_than_20_nodes_has_one_line_per_group_and_each_node_on_request()
    {
        Make(21);

        ProgramResult groups = Start(["status", "state", .. Processes, "--check"]);
        ProgramResult nodes = Start(["status", "state", .. Processes, "--nodes"]);

        groups.ExitCode.ShouldBe(0, groups.Text);
        groups.Output.Split('\n').Length.ShouldBe(2);
        groups.Output.ShouldContain("\nfarm  21 ready  node-1 127.77.");
        nodes.Output.Split('\n').Length.ShouldBe(23);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Read_only_verbs_and_exec_run_while_a_program_holds_the_cluster()
    {
        Make(2);
        string[][] verbs =
        [
            ["status", "state", .. Processes],
            ["exec", "state", .. Processes, "--", "true"],
            ["plan", "farm.yaml", .. Processes, "--state", "state"],
            ["list"],
        ];
        ProgramResult[] results;
        ProgramResult refused;

        await using LocalProvider nodes = new(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = _folder.At("nodes") });
        await using (await Cluster.OpenAsync(_folder.At("state"), nodes))
        {
            results = [.. verbs.Select(StartProcess)];
            WriteFarm(3);
            refused = StartProcess(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        }

        results.Select(result => result.ExitCode).ShouldBe(Enumerable.Repeat(0, verbs.Length));
        results[0].Output.ShouldContain("\nlease held by ");
        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Errors.ShouldContain($"{Environment.ProcessId}");
        StartProcess(["status", "state", .. Processes]).Output.ShouldContain("2 of 2 nodes ready");
    }

    [Fact]
    public void States_of_a_folder_and_clusters_of_a_provider_are_listed()
    {
        Make(2);

        string[] states = Start("list").Output.Split('\n');
        string[] clusters = Start(["list", .. Processes]).Output.Split('\n');

        states[0].ShouldStartWith("cluster  nodes  folder  provider ");
        states[1].ShouldStartWith($"farm     2      state   processes --node-folder {_folder.At("nodes")}  free  ");
        clusters[1].ShouldStartWith("farm     2      -       processes  -  ");
    }

    [Fact]
    public void A_command_runs_on_the_selected_nodes()
    {
        Make(3);

        Start(["exec", "state", .. Processes, "--node", "node-2", "--", "echo", "--node"]).Output.ShouldBe("node-2: --node");
        Start(["exec", "state", .. Processes, "--group", "farm", "--", "true"]).ExitCode.ShouldBe(0);
        ProgramResult unknown = Start(["exec", "state", .. Processes, "--node", "nod-2", "--", "true"]);

        unknown.ExitCode.ShouldBe(1, unknown.Text);
        unknown.Errors.ShouldStartWith("error: --node: the cluster has no 'nod-2'; did you mean 'node-2'? use node-1, node-2, node-3 [");
        Start(["exec", "state", .. Processes, "--node", "node-7", "--", "true"])
            .Errors.ShouldStartWith("error: --node: the cluster has no 'node-7'; use node-1, node-2, node-3 [");
    }

    [Fact]
    public void A_node_file_is_printed_as_text_or_as_one_JSON_object_per_line()
    {
        Make(1);
        string file = _folder.Write("service.log", "one\ntwo");

        ProgramResult text = Start(["logs", "state", .. Processes, "--file", file]);
        ProgramResult json = Start(["logs", "state", .. Processes, "--file", file, "--json"]);

        text.Output.ShouldBe("node-1: one\nnode-1: two", text.Text);
        json.Output.Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("message").GetString())
            .ShouldBe(["one", "two"]);
    }

    [Fact]
    public void What_a_provider_ignores_of_a_profile_is_a_warning_of_apply()
    {
        _folder.Write("setup.sh", "#!/bin/sh\n");
        _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 2, start_scripts: [setup.sh]}]\n");

        ProgramResult made = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);

        made.ExitCode.ShouldBe(0, made.Text);
        made.Errors.ShouldContain(
            "warning: node-1, node-2: its files, startup commands and startup scripts are not put on the node; copy and run them when the nodes are ready"
        );
    }

    [Fact]
    public void Logs_without_a_line_say_so()
    {
        Make(2);
        string file = _folder.Write("service.log", "");

        ProgramResult empty = Start(["logs", "state", .. Processes, "--file", file]);

        (empty.ExitCode, empty.Output, empty.Errors).ShouldBe((0, "", "No log lines on 2 nodes."));
    }

    // The exit code is 128 plus the number of the signal, as POSIX shells report it.
    [Theory, Trait(Category.Name, Category.Campaign), InlineData("INT", 130), InlineData("TERM", 143)]
    public async Task A_signal_stops_following_a_log_and_sets_the_exit_code(string signal, int exitCode)
    {
        Make(1);
        string file = _folder.Write("service.log", "one\n");

        using LiveTool tool = LiveTool.Start(_folder.Root, ["logs", "state", .. Processes, "--file", file, "--follow"]);
        string? first = await tool.ReadLineAsync();
        await File.AppendAllTextAsync(file, "two\n");
        string? second = await tool.ReadLineAsync();
        (int code, _, string errors) = await tool.SignalAsync(signal);

        first.ShouldBe("node-1: one");
        second.ShouldBe("node-1: two");
        code.ShouldBe(exitCode, errors);
        errors.ShouldBe("stopped\n");
    }

    /// <summary>The command waits for a signal; a file that it creates shows that it has started.</summary>
    [Theory, Trait(Category.Name, Category.Campaign), InlineData("INT", 130), InlineData("TERM", 143)]
    public async Task A_signal_stops_a_command_on_nodes_and_sets_the_exit_code(string signal, int exitCode)
    {
        Make(1);
        string begun = _folder.At("begun");
        Command.Run("mkfifo", _folder.Root, new Dictionary<string, string>(), begun).ExitCode.ShouldBe(0);

        using LiveTool tool = LiveTool.Start(
            _folder.Root,
            ["exec", "state", .. Processes, "--json", "--", "sh", "-c", $"echo yes >'{begun}'; exec sleep 600"]
        );
        (await File.ReadAllTextAsync(begun)).ShouldBe("yes\n");
        (int code, string output, string errors) = await tool.SignalAsync(signal);

        code.ShouldBe(exitCode, errors);
        JsonDocument.Parse(output).RootElement.GetProperty("exitCode").GetInt32().ShouldBe(exitCode);
    }

    /// <summary>No pod starts within a day, so the tool waits for nodes until a signal arrives.</summary>
    [Theory, Trait(Category.Name, Category.Campaign), InlineData("INT", 130), InlineData("TERM", 143)]
    public async Task A_signal_stops_provisioning_sets_the_exit_code_and_leaves_a_readable_state(string signal, int exitCode)
    {
        RequestRecorder book = new();
        KubernetesServerOptions options = new() { StartDelay = TimeSpan.FromDays(1) };
        await using KubernetesServer server = await KubernetesServer.StartAsync(options);
        server.Book = book;
        string[] pods = PodProvider.WordsOf(_folder, server.Address);
        WriteFarm(2);

        using LiveTool tool = LiveTool.Start(
            _folder.Root,
            ["apply", "farm.yaml", .. pods, "--image", "registry.example/agent:1", "--state", "state"]
        );
        await book.UntilAsync(heard => heard.Any(IsNewPod));
        (int code, string output, string errors) = await tool.SignalAsync(signal);
        ProgramResult status = Start(["status", "state", .. pods]);
        ProgramResult removed = Start(["destroy", "state", .. pods, "--yes"]);
        ProgramResult left = Start(["reap", .. pods]);

        code.ShouldBe(exitCode, errors);
        output.ShouldEndWith("\nPlan: 2 nodes to create, 0 to change, 0 to remove\n");
        errors.ShouldMatch(@"^Stopped: [0-2] of 2 nodes created\. The same command continues\.\n$");
        status.ExitCode.ShouldBe(0, status.Text);
        status.Output.ShouldContain(" of 2 nodes ready");
        status.Output.ShouldContain(", lease free\n");
        removed.ExitCode.ShouldBe(0, removed.Text);
        left.Output.ShouldBe("no clusters without a known owner");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Progress_is_shown_only_on_a_terminal()
    {
        Make(1);

        ProgramResult watched = AtTerminal(["status", "state", .. Processes]);
        ProgramResult piped = Start(["status", "state", .. Processes]);

        watched.Text.ShouldContain("\e[K[");
        watched.Text.ShouldContain(" s] observing the resources of processes");
        piped.Errors.ShouldBeEmpty();
        piped.Output.ShouldNotContain("\e");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Creation_and_removal_of_each_node_is_shown_as_progress_on_a_terminal()
    {
        WriteFarm(2);
        ProgramResult made = AtTerminal(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        WriteFarm(1);
        ProgramResult changed = AtTerminal(["apply", "farm.yaml", .. Processes, "--state", "state", "--yes"]);
        WriteFarm(2);
        ProgramResult piped = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult destroyed = AtTerminal(["destroy", .. Processes, "--state", "state", "--yes"]);

        made.ExitCode.ShouldBe(0, made.Text);
        made.Text.ShouldMatch(@"\e\[Kcreating: [0-2] of 2 nodes, \d+ %, \d+ s");
        changed.Text.ShouldMatch(@"\e\[Kremoving: [01] of 1 node, \d+ %, \d+ s");
        destroyed.ExitCode.ShouldBe(0, destroyed.Text);
        destroyed.Text.ShouldMatch(@"\e\[Kremoving: [0-2] of 2 nodes, \d+ %, \d+ s");
        made.Text.ShouldContain("\e[32m+ group farm\e[0m");
        changed.Text.ShouldContain("\e[31m- node node-2\e[0m");
        changed.Text.ShouldContain("\e[31m1 to remove\e[0m");
        piped.Errors.ShouldBeEmpty();
        piped.Output.ShouldNotContain("\e");
    }

    private ProgramResult AtTerminal(params string[] arguments) => ToolRun.AtTerminal(_folder.Root, "", arguments);

    private static bool IsNewPod(ReceivedRequest request) =>
        request.Method == "POST" && request.Address.Contains("/pods", StringComparison.Ordinal);

    private static string LineageOf(ProgramResult status) => status.Output.Split('\n')[1]["lineage ".Length..];

    private Dictionary<string, string> Digests() =>
        Directory
            .EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories)
            .ToDictionary(path => path, path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))), StringComparer.Ordinal);

    private void Make(int nodes)
    {
        WriteFarm(nodes);
        ProgramResult made = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        made.ExitCode.ShouldBe(0, made.Text);
    }

    private void WriteFarm(int nodes) => _folder.Write("farm.yaml", $"profiles: [{{name: farm, plugin: builtin, count: {nodes}}}]\n");

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);

    private ProgramResult StartProcess(params string[] arguments) => ToolRun.StartProcess(_folder.Root, arguments);
}
