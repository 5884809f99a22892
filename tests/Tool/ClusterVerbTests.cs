using Loopback.Kubernetes;
using Scalewright.Tool;
using Scalewright.Tool.Providers;

namespace Tool.Tests;

public sealed partial class ClusterVerbTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose(); // Remaining nodes are files in this folder; no process runs.

    // IProvider: a list contains each resource once, and only a ProviderException reports a failure.
    [Theory]
    [InlineData(true, "ObserveAsync: it threw InvalidTimeZoneException: broken")]
    [InlineData(false, "ObserveAsync: its list contains 'i-1' without a tag")]
    public async Task A_verb_reports_a_violation_of_the_contract_of_a_provider_as_a_problem(bool throws, string found)
    {
        ToolEnvironment environment = new()
        {
            Output = () => TextWriter.Null,
            Errors = () => TextWriter.Null,
            Variable = _ => null,
            Clock = TimeProvider.System,
        };
        ProviderSelection selection = new(new ProviderEntry("odd", "", [], _ => new DamagedListProvider(throws)), environment);

        VerbReport report = await VerbRun.GuardAsync(
            () =>
                VerbRun.RunAsync(
                    selection,
                    async (provider, token) =>
                    {
                        await VerbRun.ObserveAsync(provider, token);
                        return new VerbReport(ExitCode.Done);
                    },
                    CancellationToken.None
                ),
            continues: false,
            CancellationToken.None
        );

        report.ExitCode.ShouldBe(ExitCode.Problems);
        report.Problems.ShouldHaveSingleItem().Text.ShouldContain(found);
    }

    [Fact]
    public void A_simulated_cluster_is_created_and_runs_a_command()
    {
        WriteFarm(2);

        ProgramResult made = Start("apply", "farm.yaml", "--provider", "simulation", "--seed", "7");
        ProgramResult ran = Start("exec", "farm.yaml", "--provider", "simulation", "--seed", "7", "--", "hostname");

        ran.ExitCode.ShouldBe(0, ran.Text);
        ran.Output.ShouldBe("node-1: node-1\nnode-2: node-2");
        made.ExitCode.ShouldBe(0, made.Text);
        made.Output.ShouldStartWith(
            """
            farm on simulation
            + group farm   2 nodes  node-1, node-2   1 cpu, 512 MiB
            Plan: 2 nodes to create, 0 to change, 0 to remove
            farm  2 ready  node-1
            """.ReplaceLineEndings("\n")
        );
        made.Output.ShouldMatch(@"\nApplied: 2 nodes created in [0-9.]+ s\.$");
    }

    [Fact]
    public void Nodes_of_this_machine_persist_between_commands_and_follow_the_profile_file()
    {
        WriteFarm(2);
        ProgramResult made = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult ran = Start(["exec", "state", .. Processes, "--", "echo", "two words", "--dry-run"]);
        WriteFarm(3);
        ProgramResult grown = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult again = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);

        made.ExitCode.ShouldBe(0, made.Text);
        made.Output.ShouldMatch(
            @"\nfarm  2 ready  node-1 127\.77\.[0-9.]+, node-2 127\.77\.[0-9.]+\nApplied: 2 nodes created in [0-9.]+ s\.$"
        );
        ran.Output.ShouldBe("node-1: two words --dry-run\nnode-2: two words --dry-run");
        grown.Output.ShouldStartWith(
            "farm on processes, state state\n+ node node-3   1 cpu, 512 MiB\nPlan: 1 node to create, 0 to change, 0 to remove\nfarm  3 ready  node-1 127.77."
        );
        grown.Output.ShouldMatch(@" … node-3 127\.77\.[0-9.]+\nApplied: 1 node created in [0-9.]+ s\.$");
        again.Output.ShouldStartWith("farm: nothing to do; nodes: ");
    }

    [Fact]
    public void A_failed_command_is_reported_for_each_node()
    {
        Make(2);

        ProgramResult result = Start(["exec", "state", .. Processes, "--", "ls", "/no-such-folder"]);

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("error: node-1, node-2: 'ls' ended with 2 and printed '");
        result.Errors.ShouldContain("no-such-folder");
        result.Errors.ShouldNotContain("   at ");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Destroy_removes_all_resources_of_a_state_and_its_dry_run_only_lists_them()
    {
        Make(2);

        ProgramResult dry = StartProcess(["destroy", "state", .. Processes, "--dry-run"]);
        ProgramResult real = StartProcess(["destroy", "state", .. Processes, "--yes"]);
        ProgramResult again = StartProcess(["reap", .. Processes, "--cluster", "farm"]);

        dry.Output.ShouldBe(
            "farm on processes, state state\n- group farm   2 nodes  node-1, node-2\nPlan: 0 nodes to create, 0 to change, 2 to remove"
        );
        real.ExitCode.ShouldBe(0, real.Text);
        real.Output.ShouldStartWith($"{dry.Output}\nDestroyed: 2 nodes removed in ");
        real.Output.ShouldEndWith(" s. state is kept; delete it if you do not need its history.");
        again.ExitCode.ShouldBe(0, again.Text);
        again.Output.ShouldBe("processes has no resources of cluster 'farm'");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Adopt_rebuilds_a_lost_state_from_existing_resources()
    {
        Make(2);
        Directory.Delete(_folder.At("state"), recursive: true);

        ProgramResult refused = StartProcess(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult adopted = StartProcess(["adopt", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult again = StartProcess(["apply", "farm.yaml", .. Processes, "--state", "state"]);

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("[SW6002]");
        refused.Errors.ShouldContain(
            "; name the state folder of that cluster, take it over by 'scalewright adopt', choose another one with --name, or, if it is no longer needed, remove it by 'scalewright reap --lineage'"
        );
        adopted.ExitCode.ShouldBe(0, adopted.Text);
        adopted.Output.ShouldContain("\nfarm  2 ready  node-1 ");
        again.Output.ShouldStartWith("farm: nothing to do; nodes: ");
    }

    [Fact]
    public void Adopt_of_a_nonexistent_cluster_fails_and_names_the_existing_clusters()
    {
        _folder.Write("never.yaml", "profiles: [{name: never, plugin: builtin, count: 2}]\n");
        ProgramResult empty = Start(["adopt", "never.yaml", .. Processes, "--state", "other"]);
        Make(1);

        ProgramResult refused = Start(["adopt", "never.yaml", .. Processes, "--state", "other"]);
        ProgramResult left = Start(["reap", .. Processes, "--cluster", "never", "--dry-run"]);

        empty.ExitCode.ShouldBe(1, empty.Text);
        empty.Errors.ShouldBe(
            "error: never.yaml: the provider has no resources of cluster 'never'; it has no resources of other clusters either; create it with 'scalewright apply', or use the profile file and provider it was created with: a cluster is named after its file [SW6001]"
        );
        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Errors.ShouldContain(
            "the provider has no resources of cluster 'never'; it has resources of 'farm'; create it with 'scalewright apply'"
        );
        left.Output.ShouldBe("processes has no resources of cluster 'never'; it has resources of farm");
        Directory.Exists(_folder.At("other")).ShouldBeFalse();
    }

    [Fact]
    public void A_state_is_bound_to_its_provider_and_another_provider_is_rejected_with_both_named()
    {
        Make(1);
        string nodes = _folder.At("nodes");
        string made = $"the state is of --provider processes --node-folder {nodes}, not of --provider ";

        ProgramResult moved = Start("destroy", "state", "--provider", "processes", "--node-folder", "others", "--yes");
        ProgramResult run = Start("apply", "farm.yaml", "--provider", "local", "--node-folder", "nodes", "--state", "state");
        Start("apply", "farm.yaml", "--provider", "processes", "--node-folder", "others", "--state", "second").ExitCode.ShouldBe(0);
        ProgramResult adopted = Start("adopt", "farm.yaml", "--provider", "processes", "--node-folder", "others", "--state", "state");
        ProgramResult destroyed = Start("destroy", "state", "--provider", "processes", "--node-folder", $"{nodes}/", "--yes");

        moved.ExitCode.ShouldBe(1, moved.Text);
        moved.Errors.ShouldBe(
            $"error: state: {made}processes --node-folder {_folder.At("others")}; omit the options of the provider, or use another state folder; delete provider.json in the folder only when both are the same provider [SW3002]"
        );
        run.ExitCode.ShouldBe(1, run.Text);
        run.Errors.ShouldContain($"{made}local --node-folder {nodes};");
        adopted.ExitCode.ShouldBe(1, adopted.Text);
        adopted.Errors.ShouldContain($"{made}processes --node-folder {_folder.At("others")};");
        destroyed.ExitCode.ShouldBe(0, destroyed.Text);
        destroyed.Output.ShouldContain("\nDestroyed: 1 node removed in ");
    }

    [Fact]
    public void A_state_that_was_never_used_or_has_no_provider_file_is_bound_to_no_provider()
    {
        WriteFarm(1);
        Directory.CreateDirectory(_folder.At("state"));
        _folder.Write("state/provider.json", """{"provider": "vagrant", "location": "--node-folder /elsewhere"}""");

        ProgramResult made = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        string noted = File.ReadAllText(_folder.At("state", "provider.json"));
        File.Delete(_folder.At("state", "provider.json"));
        ProgramResult destroyed = Start(["destroy", "state", .. Processes, "--yes"]);

        made.ExitCode.ShouldBe(0, made.Text);
        noted.ShouldContain("processes");
        destroyed.ExitCode.ShouldBe(0, destroyed.Text);
        destroyed.Output.ShouldContain("\nDestroyed: 1 node removed in ");
    }

    [Fact]
    public void A_provider_file_with_its_former_name_and_keys_is_read()
    {
        Make(1);
        string nodes = _folder.At("nodes");
        File.Delete(_folder.At("state", "provider.json"));
        _folder.Write("state/place.json", $$"""{"place": "processes", "where": "--folder {{nodes}}"}""");

        ProgramResult list = Start("list");
        ProgramResult moved = Start("destroy", "state", "--provider", "processes", "--node-folder", "others", "--yes");
        ProgramResult destroyed = Start(["destroy", "state", .. Processes, "--yes"]);

        list.Output.ShouldContain($" processes --node-folder {nodes} ");
        moved.ExitCode.ShouldBe(1, moved.Text);
        moved.Errors.ShouldContain($"the state is of --provider processes --node-folder {nodes}, not of ");
        moved.Errors.ShouldContain("; delete place.json in the folder only when ");
        destroyed.ExitCode.ShouldBe(0, destroyed.Text);
        destroyed.Output.ShouldContain("\nDestroyed: 1 node removed in ");
        destroyed.Errors.ShouldBeEmpty();
    }

    [Theory, InlineData(""), InlineData("[]"), InlineData("""{"provider": null, "location": ""}""")]
    public void A_damaged_provider_file_is_reported(string content)
    {
        Make(1);
        _folder.Write("state/provider.json", content);

        ProgramResult result = Start(["destroy", "state", .. Processes, "--yes"]);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldBe(
            "error: state/provider.json: it does not contain the provider of the cluster; restore it; delete it only if --provider and its location are those of the cluster [SW3001]"
        );
    }

    [Fact]
    public void Reap_keeps_unexpired_resources_and_removes_those_of_a_given_lineage()
    {
        Make(1);
        string lineage = LineageText()
            .Match(Start(["destroy", "state", .. Processes, "--dry-run", "--verbose"]).Output)
            .Groups["lineage"]
            .Value;

        Start(["reap", .. Processes, "--expired"]).Output.ShouldBe("nothing is to be removed");
        Start(["reap", .. Processes, "--lineage", lineage, "--older-than", "86400"]).Output.ShouldBe("nothing is to be removed");
        Start(["reap", .. Processes, "--lineage", lineage, "--yes"]).Output.ShouldEndWith("removed 1 resource");
    }

    [Theory]
    [InlineData(
        "apply farm.yaml",
        "--provider: missing, and there is no state yet; use processes, ssh, slurm, … ('scalewright providers' explains them)"
    )]
    [InlineData(
        "apply farm.yaml --provider moon",
        "--provider: unknown provider 'moon'; use simulation, local, processes, containers, ssh, slurm, kubernetes, minimega, vagrant, grid5000, iotlab, chameleon or autoscaling"
    )]
    [InlineData(
        "apply farm.yaml --provider simulation --state s",
        "--state: resources of 'simulation' exist only while the command runs; omit it"
    )]
    [InlineData("apply farm.yaml --provider simulation --host-file h", "--host-file: not supported by 'simulation'; it takes --seed")]
    [InlineData("apply farm.yaml --provider simulation --data d", "unknown option '--data'; use one of the ")]
    [InlineData(
        "apply farm.yaml --provider simulation --dry-rum",
        "unknown option '--dry-rum'; did you mean '--dry-run'?\nSee 'scalewright apply --help'."
    )]
    [InlineData(
        "apply --dryrun farm.yaml --provider simulation",
        "unknown option '--dryrun'; did you mean '--dry-run'?\nSee 'scalewright apply --help'."
    )]
    [InlineData("apply farm.yaml --provider simulation --state --dry-rum", "unknown option '--dry-rum'; did you mean '--dry-run'?")]
    [InlineData("apply farm.yaml --prov=simulation", "unknown option '--prov'; did you mean '--provider'?")]
    [InlineData("apply farm.yaml --provider simulation --count 3", "unknown option '--count'; use one of the ")]
    [InlineData("reap --provider processes --in", "unknown option '--in'; use one of the ")]
    [InlineData("reap --provider processes --include", "unknown option '--include'; use one of the ")]
    [InlineData("reap --provider processes --include-damage", "unknown option '--include-damage'; use one of the ")]
    [InlineData("apply farm.yaml --provider simulation --accept-warning", "unknown option '--accept-warning'; use one of the ")]
    [InlineData(
        "apply farm.yaml --provider processes --state s --accept-older-stat",
        "unknown option '--accept-older-stat'; use one of the "
    )]
    [InlineData("apply farm.yaml --provider processes --state s --break-lok 1", "unknown option '--break-lok'; use one of the ")]
    [InlineData(
        "scale web --group",
        "unknown option '--group'; use --provider, --state, --yes, --dry-run, --help, --json, --verbose, --no-color\n"
    )]
    [InlineData("list --stats", "unknown option '--stats'; use --provider, ")]
    [InlineData("plan farm.yaml --dry-run", "unknown option '--dry-run'; use --provider, ")]
    [InlineData("plan farm.yaml --hsot-file h", "unknown option '--hsot-file'; did you mean '--host-file'?")]
    [InlineData("apply farm.yaml --state", "--state: needs a value; use '--state DIR'\nSee 'scalewright apply --help'.")]
    [InlineData("apply farm.yaml --provider", "--provider: needs a value; use '--provider PROVIDER'\n")]
    [InlineData(
        "apply farm.yaml --name --provider simulation",
        "--name: needs a value; use '--name NAME'\nSee 'scalewright apply --help'."
    )]
    [InlineData("destroy --state --yes", "--state: needs a value; use '--state DIR'\nSee 'scalewright destroy --help'.")]
    [InlineData("status --state", "--state: needs a value; use '--state DIR'\nSee 'scalewright status --help'.")]
    [InlineData("exec --timeout -- true", "--timeout: needs a value; use '--timeout SECONDS'\n")]
    [InlineData("experiment farm.yaml --data", "--data: needs a value; use '--data DIR'\n")]
    [InlineData("apply nosuch.yaml", "\nFILE: 'nosuch.yaml' does not exist; name a file\n")]
    [InlineData("adopt nosuch.yaml --state s", "\nFILE: 'nosuch.yaml' does not exist; name a file\n")]
    [InlineData("validate nosuch.yaml --plugins", "\nFILE: 'nosuch.yaml' does not exist; name a file\n")]
    [InlineData("apply farm.yaml --provider simulation -x", "unknown option '-x'; use one of the ")]
    [InlineData("apply farm.yaml --place simulation", "'--place' is now '--provider'")]
    [InlineData("apply farm.yaml other.yaml --provider simulation", "unexpected argument 'other.yaml'; leave it out")]
    [InlineData(
        "apply farm.yaml --provider simulation -- hostname",
        "--: 'apply' runs no command; leave out what follows, or use 'scalewright exec'"
    )]
    [InlineData(
        "apply farm.yaml --provider simulatoin",
        "--provider: unknown provider 'simulatoin'; did you mean 'simulation'? use simulation, "
    )]
    [InlineData("exec s --provider processes", "--: missing before the command; use 'scalewright exec --provider processes -- s'")]
    [InlineData("exec --provider processes", "--: no command follows it; add one, for example 'scalewright exec -- hostname'")]
    [InlineData(
        "exec s --provider processes hostname",
        "--: missing before the command; use 'scalewright exec s --provider processes -- hostname'"
    )]
    [InlineData(
        "exec s --provider processes --dry-rum -- hostname",
        "unknown option '--dry-rum'; did you mean '--dry-run'?\nSee 'scalewright exec --help'."
    )]
    [InlineData("exec s --provider processes --timeout 0 -- hostname", "--timeout takes more than 0 and at most 86400 seconds, not '0'")]
    [InlineData("plan farm.yaml --state s", "--state: it needs --provider; use simulation, ")]
    [InlineData("plan farm.yaml --host-file h", "--host-file: it needs --provider; use simulation, ")]
    [InlineData("plan farm.yaml --provider processes --isolate", "--isolate: not supported with --provider; omit one of them")]
    [InlineData("status", "DIR: missing, and the working folder has no state; name the folder of a state\nUsage: ")]
    [InlineData("status --jsn", "unknown option '--jsn'; did you mean '--json'?\nSee 'scalewright status --help'.")]
    [InlineData(
        "status -x",
        "unknown option '-x'; use --provider, --state, --nodes, --check, --help, --json, --verbose, --no-color\nSee 'scalewright status --help'."
    )]
    [InlineData(
        "status -x --provider slurm",
        "unknown option '-x'; use --provider, --state, --nodes, --check, --partition, --hours, --help, --json, --verbose, --no-color\nSee 'scalewright status --help'."
    )]
    [InlineData("destroy --yse", "unknown option '--yse'; did you mean '--yes'?\nSee 'scalewright destroy --help'.")]
    [InlineData("reap", "--provider: missing; use processes, ")]
    [InlineData(
        "list . --provider processes",
        "--provider: lists resources of a provider, but DIR lists states in a folder; use only one of them"
    )]
    [InlineData("logs s --provider processes --file log", "--file: 'log' is not an absolute path; use one, for example /var/log/syslog")]
    [InlineData("schema --verb pal", "--verb: unknown verb 'pal'; use plan, validate, apply, ")]
    [InlineData("schema --verb aply", "--verb: unknown verb 'aply'; did you mean 'apply'? use plan, validate, apply, ")]
    [InlineData(
        "run farm.yaml --provider simulation --dry-run",
        "'run' is now 'apply' (make or change a cluster), 'exec' (run a command on its nodes) and 'experiment' (run an experiment)\nSee 'scalewright --help'."
    )]
    [InlineData("aply farm.yaml", "unknown command 'aply'; did you mean 'apply'?\nSee 'scalewright --help'.")]
    [InlineData(
        "adopt farm.yaml --provider processes",
        "--state: missing; name a state folder of the cluster\nUsage: scalewright adopt FILE --provider PROVIDER --state DIR [--name NAME] [--yes] …   See 'scalewright adopt --help'."
    )]
    [InlineData(
        "reap",
        "--provider: missing; use processes, ssh, slurm, … ('scalewright providers' explains them)\nUsage: scalewright reap [CLUSTER] --provider PROVIDER [--cluster NAME] "
    )]
    [InlineData(
        "apply",
        "FILE: missing; name a profile file in YAML, JSON or INI format\n--provider: missing, and there is no state yet; use processes, ssh, slurm, … ('scalewright providers' explains them)\nUsage: scalewright apply FILE [--provider PROVIDER] [--name NAME] [--state DIR] [--yes] …   See 'scalewright apply --help'."
    )]
    [InlineData(
        "adopt",
        "FILE: missing; name a profile file that the cluster was created from, in YAML, JSON or INI format\n--state: missing; name a state folder of the cluster\n--provider: missing; use "
    )]
    [InlineData("status", "DIR: missing, and the working folder has no state; name the folder of a state\n")]
    [InlineData("status", "\nUsage: scalewright status [DIR] [--provider PROVIDER] ")]
    [InlineData(
        "experiment",
        "DEFINITION: missing; name a YAML file that defines the experiment\nUsage: scalewright experiment DEFINITION [--data DIR] "
    )]
    [InlineData("report", "DIR: missing; name a folder of a completed or running experiment\nUsage: scalewright report DIR ")]
    [InlineData(
        "destroy s --provider simulation",
        "--provider: resources of 'simulation' exist only while a command runs; use a persistent provider, for example processes"
    )]
    [InlineData("reap --provider slurm --hours abc", "--hours: 'abc' is not a whole number of hours; use 1 or more")]
    [InlineData(
        "reap --provider slurm --hours 1e9",
        "--hours: '1e9' is not a whole number of hours; use 1 or more\nSee 'scalewright reap --help'."
    )]
    [InlineData(
        "apply farm.yaml --provider simulation --seed x",
        "--seed: 'x' is not a whole number; use digits, as in 7\nSee 'scalewright apply --help'."
    )]
    [InlineData("replay s --run y", "--run: 'y' is not a whole number; use 1 or more")]
    [InlineData("raep", "unknown command 'raep'; did you mean 'reap'?")]
    [InlineData("rap", "unknown command 'rap'; use plan, ")]
    [InlineData("destory s", "unknown command 'destory'; did you mean 'destroy'?")]
    [InlineData("detsory s", "unknown command 'detsory'; use plan, ")]
    [InlineData("repiar s", "unknown command 'repiar'; did you mean 'repair'?")]
    [InlineData("repiarr s", "unknown command 'repiarr'; use plan, ")]
    [InlineData("hepl", "unknown command 'hepl'; did you mean 'help'?")]
    [InlineData("help nope", "unknown command 'nope'; use plan, ")]
    [InlineData(
        "nope",
        "unknown command 'nope'; use plan, validate, apply, scale, status, watch, list, exec, cp, logs, decisions, destroy, adopt, repair, reap, experiment, report, export, replay, explore, trace, schema, providers, completion\nSee 'scalewright --help'."
    )]
    [InlineData(
        "reap --provider moon",
        "--provider: unknown provider 'moon'; use local, processes, containers, ssh, slurm, kubernetes, minimega, vagrant, grid5000, iotlab, chameleon or autoscaling"
    )]
    [InlineData("reap --provider slurm --hours 2000000000", "--hours: 2000000000 is above 87600; use 87600 or less")]
    [InlineData("reap --provider slurm --hours 0", "--hours: 0 is below 1; use 1 or more")]
    [InlineData("reap --provider ssh", "--host-file: 'ssh' needs it")]
    [InlineData("reap --provider ssh --host-file h --include-damaged", "--include-damaged: 'ssh' has no such records; omit it")]
    [InlineData(
        "repair s --accept-older-state",
        "--accept-older-state: it needs --provider, to compare the state with what exists; use local, "
    )]
    [InlineData("repair s --provider processes", "--provider: requires --accept-older-state; omit it to cut a damaged journal")]
    [InlineData("exec s --provider processes -- ", "--: '' is not a program; name one, as in 'scalewright exec -- hostname'")]
    [InlineData("exec s --provider processes --strict -- hostname", "--strict: no file is read with 'processes'; omit it")]
    [InlineData("logs s --provider processes --file /", "--file: '/' is a path of a folder; name a file in it, as /var/log/syslog")]
    [InlineData(
        "logs s --provider processes --file /var/..",
        "--file: '/var/..' is a path of a folder; name a file in it, as /var/log/syslog"
    )]
    [InlineData(
        "reap --provider processes --lineage 12x",
        "--lineage: '12x' is not a lineage; use the digits behind 'scalewright:' in a tag, as 'reap --dry-run --verbose' shows them"
    )]
    [InlineData("reap --provider processes --older-than -1", "--older-than takes 0 or more seconds, not '-1'")]
    public void Incorrect_usage_is_reported_with_a_correction(string arguments, string told)
    {
        WriteFarm(1);

        ProgramResult result = Start(arguments.Split(' '));

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldContain(told);
        Directory.EnumerateFileSystemEntries(_folder.Root).Select(Path.GetFileName).ShouldBe(["farm.yaml"]);
    }

    /// <summary>A second problem would be a consequence of the first.</summary>
    [Theory]
    [InlineData("plan farm.yaml --state", "--state: needs a value; use '--state DIR'\nSee 'scalewright plan --help'.")]
    [InlineData("plan farm.yaml --state --json", "--state: needs a value; use '--state DIR'\nSee 'scalewright plan --help'.")]
    [InlineData("repair --accept-older-state --state", "--state: needs a value; use '--state DIR'\nSee 'scalewright repair --help'.")]
    [InlineData(
        "repair --accept-older-state --dry-run",
        "DIR: missing; name the folder of a state\nUsage: scalewright repair [DIR] [--provider PROVIDER] [--state DIR] [--accept-older-state] [--dry-run] …   See 'scalewright repair --help'."
    )]
    [InlineData(
        "adopt farm.yaml --stat s --provider processes",
        "unknown option '--stat'; did you mean '--state'?\nSee 'scalewright adopt --help'."
    )]
    [InlineData(
        "adopt farm.yaml --provider --state s",
        "--provider: needs a value; use '--provider PROVIDER'\nSee 'scalewright adopt --help'."
    )]
    [InlineData(
        "explore tests.dll --executor slrum --partition p",
        "--executor: 'slrum' does no runs; did you mean 'slurm'?\nSee 'scalewright explore --help'."
    )]
    public void A_mistake_is_one_problem(string arguments, string told)
    {
        WriteFarm(1);

        ProgramResult result = Start(arguments.Split(' '));

        (result.ExitCode, result.Errors).ShouldBe((2, told));
    }

    [Theory]
    [InlineData("apply empty.yaml --provider simulation", "error: empty.yaml:1:1: there is no document in it; write one in YAML [SW1002]")]
    [InlineData("apply none.yaml --provider simulation", "error: none.yaml: the file cannot be read: the file does not exist")]
    [InlineData(
        "apply empty.yml --provider simulation",
        "error: empty.yml: the file cannot be read: the file does not exist; did you mean 'empty.yaml'? [SW1012]"
    )]
    [InlineData("destroy none --provider processes --node-folder nodes", "error: none: the folder does not exist")]
    [InlineData("reap --provider ssh --host-file none.json", "error: none.json: the file cannot be read: the file does not exist")]
    [InlineData(
        "destroy . --provider processes --node-folder nodes",
        "there is no cluster in this folder; make one by 'scalewright apply', or rebuild its state from what exists by 'scalewright adopt' [SW6001]"
    )]
    public void Missing_inputs_are_reported_without_a_stack_trace(string arguments, string told)
    {
        _folder.Write("empty.yaml", "# nothing yet\n");
        ProgramResult result = Start(arguments.Split(' '));

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain(told);
        result.Errors.ShouldNotContain("   at ");
    }

    [Fact]
    public void Help_shows_a_default_once_and_lists_the_providers_that_a_verb_accepts()
    {
        string run = StartProcess("apply", "--provider", "simulation", "--help").Output;
        string reap = StartProcess("reap", "--provider", "slurm", "--help").Output;

        $"{reap}\n".ShouldContain(" --hours <NUMBER>    Duration of the job or reservation of a node, in hours. [default: 1]\n");
        run.ShouldContain(" Provider of the nodes: simulation, local, ");
        run.ShouldContain(" --seed <NUMBER> ");
        reap.ShouldContain(" Provider of the nodes: local, ");
        reap.ShouldNotContain("--seed");
    }

    // ssh(1): -F sets the configuration file.
    [Fact]
    public void The_given_SSH_client_and_configuration_are_used()
    {
        File.WriteAllText(_folder.At("hosts.json"), """{"hosts": {"a": {"address": "192.0.2.1"}}}""");
        string client = _folder.At("client");
        File.WriteAllText(
            client,
            """
            #!/bin/sh
            echo "$@" >>"$0.said"
            while [ $# -gt 0 ]; do [ "$1" = -E ] && echo 'a: Permission denied (publickey).' >>"$2"; shift; done
            exit 255

            """
        );
        using (Process mode = Process.Start("chmod", ["755", client]))
        {
            mode.WaitForExit();
        }

        ProgramResult used = Start(
            "reap",
            "--provider",
            "ssh",
            "--host-file",
            "hosts.json",
            "--ssh-program",
            client,
            "--ssh-config",
            "own.conf",
            "--cluster",
            "a"
        );
        ProgramResult missing = Start(
            "reap",
            "--provider",
            "ssh",
            "--host-file",
            "hosts.json",
            "--ssh-program",
            "/no/such/ssh",
            "--cluster",
            "a"
        );

        used.ExitCode.ShouldBe(1, used.Text);
        File.ReadAllText($"{client}.said").ShouldContain(" -F own.conf ");
        missing.ExitCode.ShouldBe(1, missing.Text);
        missing.Errors.ShouldContain(
            "the SSH client '/no/such/ssh' does not start: there is no program '/no/such/ssh'; install OpenSSH's client, or name it [SW4208]"
        );
    }

    [Fact]
    public void Providers_are_listed_with_their_options_and_capabilities()
    {
        ProgramResult result = StartProcess("providers");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldContain(
            "simulation [--seed]\n  simulated machines in virtual time; removed when the command exits\n  pauses nodes, has its own file system\n"
        );
        result.Output.ShouldContain(
            "ssh --host-file, [--ssh-config], [--ssh-program], [--node-folder]\n  machines listed in a file, accessed over SSH\n  injects faults, knows addresses"
        );
        result.Output.ShouldContain("containers [--engine], [--image], [--ssh-config], [--ssh-program]\n  containers of Docker or Podman");
        result.Output.ShouldContain(
            "kubernetes [--kubeconfig], [--context], [--namespace], [--image], [--cpu-unit], [--cpu-request-ratio], [--memory-request-ratio], [--image-pull-policy], [--restricted], [--run-as-user]\n  pods of a Kubernetes cluster"
        );
        result.Output.ShouldContain("minimega [--socket]\n  VMs of minimega on this machine");
        result.Output.ShouldContain("vagrant [--node-folder]\n  VMs of Vagrant on this machine\n  knows addresses");
        result.Output.ShouldContain(
            "grid5000 --user, --sites, --ssh-key, [--endpoint], [--hours], [--image], [--ssh-config], [--ssh-program], G5K_PASSWORD\n  reserved machines of Grid'5000\n  knows addresses, finds reservation slots, extends leases, advances nodes until they are ready\n"
        );
        result.Output.ShouldContain(
            "iotlab --user, --sites, [--node-type], [--endpoint], [--hours], [--image], [--ssh-config], [--ssh-program], IOTLAB_PASSWORD\n"
        );
        result.Output.ShouldContain(
            "chameleon --endpoint or OS_AUTH_URL, --user or OS_APPLICATION_CREDENTIAL_ID, --sites or OS_REGION_NAME, [--node-type], "
        );
        result.Output.ShouldContain(
            "autoscaling --endpoint or AWS_ENDPOINT_URL or AWS_REGION, --user or AWS_ACCESS_KEY_ID, [--image], [--ssh-config], [--ssh-program], AWS_SECRET_ACCESS_KEY\n"
        );
        result.Output.ShouldContain(
            "slurm [--partition], [--hours]\n  jobs of the Slurm cluster that this machine's Slurm commands use\n  knows addresses"
        );
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Pods_are_created_and_removed_through_a_kubeconfig()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        string[] place = PodProvider.WordsOf(_folder, server.Address);
        WriteFarm(2);

        ProgramResult bare = Start(["apply", "farm.yaml", .. place, "--state", "state"]);
        ProgramResult made = Start(["apply", "farm.yaml", .. place, "--image", "registry.example/agent:1", "--state", "state"]);
        ProgramResult removed = Start(["destroy", "state", .. place, "--yes"]);
        ProgramResult left = Start(["reap", .. place]);

        bare.ExitCode.ShouldBe(1, bare.Text);
        bare.Errors.ShouldContain("it has no container image; set its image, or give --image [");
        made.ExitCode.ShouldBe(0, made.Text);
        removed.ExitCode.ShouldBe(0, removed.Text);
        left.Output.ShouldBe("no clusters without a known owner");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Pods_get_fractions_of_processors_requests_below_their_limits_and_a_pull_policy()
    {
        RequestRecorder book = new();
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        server.Book = book;
        string[] pods = PodProvider.WordsOf(_folder, server.Address);
        WriteFarm(1);

        ProgramResult made = Start([
            "apply",
            "farm.yaml",
            .. pods,
            "--image",
            "registry.example/agent:1",
            "--cpu-unit",
            "0.25",
            "--cpu-request-ratio",
            "0.5",
            "--memory-request-ratio",
            "0.5",
            "--image-pull-policy",
            "Never",
            "--state",
            "state",
        ]);

        made.ExitCode.ShouldBe(0, made.Text);
        JsonNode container = JsonNode.Parse(book.Take().Single(request => request.Method == "POST").Body)!["spec"]!["containers"]![0]!;
        int memory = int.Parse(((string)container["resources"]!["limits"]!["memory"]!)[..^2], CultureInfo.InvariantCulture);
        ((string)container["imagePullPolicy"]!).ShouldBe("Never");
        ((string)container["resources"]!["limits"]!["cpu"]!).ShouldBe("250m");
        ((string)container["resources"]!["requests"]!["cpu"]!).ShouldBe("125m");
        ((string)container["resources"]!["requests"]!["memory"]!).ShouldBe($"{memory / 2}Mi");
    }

    /// <summary>Kubernetes API concepts, "Finalizers": a pod with a finalizer remains Terminating until it is removed.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Pods_that_remain_Terminating_do_not_count_as_removed()
    {
        RequestRecorder book = new();
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        server.Book = book;
        string[] pods = PodProvider.WordsOf(_folder, server.Address);
        WriteFarm(2);
        Start(["apply", "farm.yaml", .. pods, "--image", "a:1", "--state", "state"]).ExitCode.ShouldBe(0);
        string name = (string)JsonNode.Parse(book.Take().First(request => request.Method == "POST").Body)!["metadata"]!["name"]!;
        await PatchAsync("""{"metadata":{"finalizers":["example.com/kept"]}}""");

        (ProgramResult removed, string progress) = ToolRun.StartWithProgress(
            _folder.Root,
            TimeProvider.System,
            ["destroy", "state", .. pods, "--timeout", "0.5", "--yes", "--no-color"]
        );
        ProgramResult listed = Start(["list", .. pods]);
        ProgramResult status = Start(["status", "state", .. pods]);
        string leaked = await File.ReadAllTextAsync(_folder.At("state", "leaked.json"));
        await PatchAsync("""{"metadata":{"finalizers":null}}""");
        ProgramResult again = Start(["destroy", "state", .. pods, "--yes"]);

        removed.ExitCode.ShouldBe(1, removed.Text);
        progress.ShouldContain("\e[Kwaiting until 1 resource no longer exists, ");
        removed.Errors.ShouldContain("\nIncomplete: 1 of 2 resources removed in ");
        removed.Errors.ShouldContain(" still exists: its pod is Terminating on machine n");
        removed.Errors.ShouldContain("; finalizers: example.com/kept; ");
        listed.Output.ShouldContain("0 (+1 terminating)");
        status.Output.ShouldContain(" being removed: its pod is Terminating on machine n");
        again.ExitCode.ShouldBe(0, again.Text);
        again.Output.ShouldBe("state: nothing to do");
        leaked.ShouldContain("\"SW6009\"");
        leaked.ShouldContain("its pod is Terminating on machine n");
        File.Exists(_folder.At("state", "leaked.json")).ShouldBeFalse();

        async Task PatchAsync(string patch)
        {
            using HttpClient http = new();
            using StringContent body = new(patch, null, "application/merge-patch+json");
            (await http.PatchAsync(new Uri(server.Address, $"api/v1/namespaces/default/pods/{name}"), body)).EnsureSuccessStatusCode();
        }
    }

    /// <summary>Messages of kubelet and containerd, as in tests/Providers/Kubernetes.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_node_that_cannot_start_is_shown_with_the_reason()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        string[] pods = PodProvider.WordsOf(_folder, server.Address);
        WriteFarm(1);

        ProgramResult made = Start(["apply", "farm.yaml", .. pods, "--image", "no-such-image:1", "--state", "state"]);
        ProgramResult status = Start(["status", "state", .. pods]);
        ProgramResult json = Start(["status", "state", .. pods, "--json"]);

        made.ExitCode.ShouldBe(1, made.Text);
        made.Errors.ShouldContain("node-1 is not ready: ErrImagePull: ");
        made.Errors.ShouldContain("node-1: does not become ready: ErrImagePull: ");
        made.Errors.ShouldContain("no-such-image:1: not found; fix the cause of this reason, then apply again [SW6012]");
        status.Output.ShouldMatch("node-1  failed .* ErrImagePull: ");
        JsonNode waiting = JsonNode.Parse(json.Output)!["result"]!["nodes"]![0]!["waiting"]!;
        ((string)waiting["message"]!).ShouldContain("ErrImagePull: ");
        ((bool)waiting["canResolve"]!).ShouldBeFalse();
    }

    /// <summary>Fields: Pod Security Standards, level "restricted"; context and namespace as those of kubectl.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Pods_are_created_in_the_named_context_and_namespace_with_restricted_security()
    {
        RequestRecorder book = new();
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        server.Book = book;
        string[] pods = PodProvider.WordsOf(_folder, server.Address);
        WriteFarm(1);

        ProgramResult missing = Start(["apply", "farm.yaml", .. pods, "--image", "a:1", "--context", "nosuch", "--state", "state"]);
        ProgramResult absent = Start(["apply", "farm.yaml", .. pods, "--image", "a:1", "--namespace", "nowhere", "--state", "other"]);
        ProgramResult made = Start([
            "apply",
            "farm.yaml",
            .. pods,
            "--image",
            "a:1",
            "--context",
            "here",
            "--namespace",
            "kube-system",
            "--restricted",
            "--run-as-user",
            "1000",
            "--state",
            "state",
        ]);

        missing.Errors.ShouldContain("there is no context 'nosuch'; use one of here");
        absent.Errors.ShouldContain(
            "namespaces \"nowhere\" not found; create it, set 'namespace' of the context, or give --namespace [SW4501]"
        );
        made.ExitCode.ShouldBe(0, made.Text);
        ReceivedRequest creation = book.Take().Last(request => request.Method == "POST");
        creation.Address.ShouldContain("/namespaces/kube-system/pods");
        JsonNode spec = JsonNode.Parse(creation.Body)!["spec"]!;
        spec["securityContext"]!
            .ToJsonString()
            .ShouldBe("""{"runAsNonRoot":true,"runAsUser":1000,"seccompProfile":{"type":"RuntimeDefault"}}""");
    }

    [Theory]
    [InlineData("--cpu-unit", "0", "--cpu-unit: '0' is not a number above 0; use one, for example 0.25")]
    [InlineData("--cpu-request-ratio", "1.5", "--cpu-request-ratio: '1.5' is not a number above 0 and up to 1; use one, for example 0.5")]
    [InlineData(
        "--memory-request-ratio",
        "half",
        "--memory-request-ratio: 'half' is not a number above 0 and up to 1; use one, for example 0.5"
    )]
    [InlineData("--run-as-user", "root", "--run-as-user: 'root' is not a user ID; use a number, for example 1000")]
    [InlineData(
        "--namespace",
        "My_Team",
        "--namespace: 'My_Team' is not a namespace; use at most 63 lowercase letters, digits and hyphens"
    )]
    [InlineData("--image-pull-policy", "sometimes", "--image-pull-policy: unknown policy 'sometimes'; use Always, IfNotPresent or Never")]
    public void An_invalid_option_of_pods_is_rejected(string option, string value, string error)
    {
        WriteFarm(1);

        ProgramResult result = Start(["apply", "farm.yaml", "--provider", "kubernetes", option, value, "--state", "state"]);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldContain(error);
    }

    /// <summary>The age of pods follows the server's clock, which is one hour ahead.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Reap_reports_just_created_resources_that_it_skips()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Clock = new ClockAhead() });
        string[] place = PodProvider.WordsOf(_folder, server.Address);
        WriteFarm(2);
        Start(["apply", "farm.yaml", .. place, "--image", "registry.example/agent:1", "--state", "state"]).ExitCode.ShouldBe(0);

        ProgramResult early = Start(["reap", .. place, "--cluster", "farm"]);
        string lineage = LineageOption().Match(early.Errors).Groups["lineage"].Value;
        ProgramResult named = Start(["reap", .. place, "--lineage", lineage, "--yes"]);

        early.ExitCode.ShouldBe(1, early.Text);
        early.Output.ShouldBe("nothing is to be removed yet");
        early.Errors.ShouldStartWith(
            "error: cluster 'farm': 2 resources created within the last second skipped, because they may belong to a cluster that is being created; if no program creates this cluster, reap again in a second, or name the lineage: --lineage "
        );
        early.Errors.ShouldEndWith(" [SW6009]");
        named.ExitCode.ShouldBe(0, named.Text);
        named.Output.ShouldEndWith("removed 2 resources");
    }

    /// <summary>No server listens there. On the system clock the library would retry for over three minutes.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task An_unreachable_Kubernetes_server_is_reported()
    {
        string[] place;
        await using (KubernetesServer server = await KubernetesServer.StartAsync())
        {
            place = PodProvider.WordsOf(_folder, server.Address);
            WriteFarm(1);
            Start(["apply", "farm.yaml", .. place, "--image", "registry.example/agent:1", "--state", "state"]).ExitCode.ShouldBe(0);
        }

        string[][] commands =
        [
            ["reap", .. place],
            ["destroy", "state", .. place, "--yes"],
            ["apply", "farm.yaml", .. place, "--state", "state"],
        ];
        ProgramResult[] told =
        [
            .. commands.Select(command => ToolRun.Start(_folder.Root, new LeapingClock(), new Dictionary<string, string>(), command)),
        ];

        told.ShouldAllBe(result => result.ExitCode == 1);
        told.ShouldAllBe(result => result.Errors.Contains(" cannot be reached: Connection refused; ", StringComparison.Ordinal));
    }

    private void Make(int nodes)
    {
        WriteFarm(nodes);
        ProgramResult made = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        made.ExitCode.ShouldBe(0, made.Text);
    }

    private void WriteFarm(int nodes) => _folder.Write("farm.yaml", $"profiles: [{{name: farm, plugin: builtin, count: {nodes}}}]\n");

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);

    private ProgramResult StartProcess(params string[] arguments) => ToolRun.StartProcess(_folder.Root, arguments);

    [GeneratedRegex(" of scalewright:(?<lineage>[0-9a-f]{32}):farm since ", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LineageText();

    [GeneratedRegex("--lineage (?<lineage>[0-9a-f]{32}) ", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LineageOption();

    private sealed class ClockAhead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromHours(1);
    }
}
