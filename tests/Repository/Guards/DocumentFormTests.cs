namespace Sdk.Tests.Guards;

/// <summary>Each documentation page has the form of its kind and is two clicks from the index.</summary>
public partial class DocumentFormTests
{
    private static readonly string Index = File.ReadAllText(Repository.At("docs", "index.md"));

    private static readonly string[] Kinds = ["get-started", "concepts", "how-to", "reference", "compatibility", "contributing"];

    private static readonly string[] Pages =
    [
        .. Kinds
            .SelectMany(kind => Sources.FilesBelow(Repository.At("docs", kind), "*.md"))
            .Select(file => Path.GetRelativePath(Repository.At("docs"), file)),
    ];

    public static TheoryData<string> Names { get; } = [.. Pages];

    [Fact]
    public void The_index_links_every_page_once()
    {
        string[] linked = [.. Link().Matches(Index).Select(match => match.Groups["target"].Value)];

        Pages.Except(linked, StringComparer.Ordinal).ShouldBeEmpty();
        linked.Where(target => linked.Count(other => other == target) > 1).ShouldBeEmpty();
        Index.Split('\n').Length.ShouldBeLessThanOrEqualTo(91);
    }

    [Fact]
    public void The_tables_of_contents_list_each_page_once()
    {
        string[] listed =
        [
            .. Kinds.SelectMany(kind =>
                Entry()
                    .Matches(File.ReadAllText(Repository.At("docs", kind, "toc.yml")))
                    .Select(match => $"{kind}/{match.Groups["page"].Value}")
            ),
        ];

        listed
            .Where(page => !page.Contains("..", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ShouldBe(Pages.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_page_has_the_length_and_headings_of_its_kind(string name)
    {
        string[] lines = File.ReadAllLines(Repository.At("docs", name));
        string[] headings = Headings(name);
        (int lineCount, string[] required) = name.Split('/')[0] switch
        {
            "get-started" => (100, ["What happened", "Next"]),
            "concepts" => (150, ["Behavior", "Guarantees", "Limits", "Related"]),
            "how-to" => (120, ["Before you begin", "Check the result", "Troubleshooting", "Related"]),
            "compatibility" => (150, ["What it is", "First command", "What works", "What differs", "Not supported", "Verified against"]),
            "contributing" => (190, []), // One of its pages contains a program of ninety lines.
            _ => (int.MaxValue, Array.Empty<string>()),
        };

        lines[0].ShouldStartWith("# ");
        lines.Length.ShouldBeLessThanOrEqualTo(lineCount);
        headings.Where(required.Contains).ShouldBe(required);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_page_names_each_package_that_its_programs_need_besides_Scalewright(string name)
    {
        string text = File.ReadAllText(Repository.At("docs", name));
        string[] missing =
        [
            .. DocumentBlock
                .ReadAll(name, text)
                .Where(block => block.Language is "csharp" or "cs")
                .SelectMany(block => Using().Matches(block.Text))
                .Select(match => FurtherPackages.Value[match.Groups["namespace"].Value].ToArray())
                .Where(packages => packages.Length > 0 && !packages.Any(package => text.Contains($"`{package}`", StringComparison.Ordinal)))
                .Select(packages => string.Join(" or ", packages)),
        ];

        missing.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("How do I install it from a folder of packages?", "get-started/install.md", "Use a local package source")]
    [InlineData("How do I load a YAML profile in C#?", "how-to/load-profiles.md", "YAML, JSON and INI")]
    [InlineData("How do I see what will change before it changes?", "how-to/preview-changes.md", "For a running cluster")]
    [InlineData("How do I try a cluster without root or an account?", "get-started/first-local-cluster.md", "Apply the profile")]
    [InlineData("How do I add two nodes?", "how-to/scale-by-hand.md", "Change a count")]
    [InlineData(
        "How do I run a command on all nodes, with a timeout?",
        "how-to/run-commands.md",
        "Timeouts, environment, secrets and output limits"
    )]
    [InlineData("How do I copy a file to a node?", "how-to/run-commands.md", "Files")]
    [InlineData("My program was killed: what happens to the cluster?", "concepts/state.md", "What survives what")]
    [InlineData("The state folder is gone. What now?", "how-to/recover-state.md", "The folder is lost")]
    [InlineData("State is locked: how do I take it over?", "how-to/recover-state.md", "The lock is held")]
    [InlineData("How do I make sure that nothing keeps running and costs money?", "how-to/clean-up.md", "Time to live")]
    [InlineData("How do I use my own machines, with sudo and a jump host?", "how-to/use-ssh-machines.md", "Host keys and sudo")]
    [InlineData("Was the provider that I need ever tried for real?", "reference/providers/index.md", "Verification")]
    [InlineData("What does SW6010 mean?", "errors/README.md", "Clusters (SW6001 and up)")]
    [InlineData("How do I write a test that kills nodes?", "how-to/test-with-xunit.md", "The attribute")]
    [InlineData("How do I repeat seed 27 in the debugger?", "how-to/replay-a-seed.md", "Debug")]
    [InlineData("How many seeds in CI, and how?", "how-to/test-with-xunit.md", "Run in CI")]
    [InlineData("Why must I not call Task.Run in a simulation?", "concepts/simulation.md", "Rules for code inside")]
    [InlineData("How do I make a network slow or cut it?", "how-to/inject-faults.md", "On a schedule")]
    [InlineData("How do I feed CPU load to the engine?", "how-to/autoscale-a-cluster.md", "Feed a metric")]
    [InlineData("Why did it scale to eight nodes?", "concepts/decisions.md", "Explanations")]
    [InlineData("How do I test a policy on last month's traffic?", "how-to/backtest-a-policy.md", "Read a recording")]
    [InlineData("How do I compare ten variants and get a table?", "how-to/sweep-parameters.md", "Matrix")]
    [InlineData("How do I see metrics in Grafana?", "how-to/export-telemetry.md", "OpenTelemetry")]
    [InlineData("Which boto calls does the endpoint support?", "compatibility/phantom.md", "What works")]
    [InlineData("Which .NET version and operating system do I need?", "get-started/install.md", "You need")]
    [InlineData("How do I update the packages and the tool?", "get-started/install.md", "Update")]
    [InlineData("How do I start a few nodes in a simulation?", "get-started/first-simulated-cluster.md", "Run the program")]
    [InlineData("How do I run a command on a node and read its exit code?", "how-to/run-commands.md", "On one node, on many")]
    [InlineData(
        "How do I set the environment and the folder of a command?",
        "how-to/run-commands.md",
        "Timeouts, environment, secrets and output limits"
    )]
    [InlineData("How do I limit on how many nodes a command runs at once?", "how-to/run-commands.md", "On one node, on many")]
    [InlineData("How do I write a typed service?", "how-to/call-services.md", "Declare")]
    [InlineData("How do I remove what a crashed program left behind?", "how-to/clean-up.md", "Reap by name")]
    [InlineData("How do I set the partition, account and time limit of Slurm?", "reference/providers/slurm.md", "Options")]
    [InlineData("Which permissions does the SDK need on Kubernetes?", "reference/providers/kubernetes.md", "Requirements")]
    [InlineData("Is there a spending limit on AWS?", "reference/providers/aws.md", "Limits")]
    [InlineData("How are secrets kept out of logs and files?", "reference/environment-variables.md", "Credentials and accounts")]
    [InlineData("How do I test my own plugin?", "how-to/write-a-plugin.md", "Test it")]
    [InlineData("Which exit codes does the tool return?", "reference/cli.md", "Exit codes")]
    [InlineData("How many nodes can a simulation have, and how fast is it?", "concepts/simulation.md", "Size and speed")]
    [InlineData("How do I see the log of the SDK itself?", "how-to/export-telemetry.md", "Log events")]
    [InlineData("How do I write my own scaling policy?", "how-to/write-a-policy.md", "Rule and state")]
    [InlineData("How do I stop the autoscaler from flapping?", "how-to/autoscale-a-cluster.md", "Bounds and cooldowns")]
    [InlineData("How do I export the results of an experiment as CSV?", "how-to/sweep-parameters.md", "Export as CSV or JSON")]
    [InlineData("How do I write a provider for another cloud?", "contributing/write-a-provider.md", "Start from the template")]
    [InlineData("How do I use my INI file of Scalehub?", "compatibility/scalehub.md", "The INI file")]
    [InlineData("How do I lose 5 % of the packets between two nodes for ten seconds?", "how-to/inject-faults.md", "On a schedule")]
    [InlineData("My laptop crashed: how do I find and remove what is left?", "how-to/clean-up.md", "Reap by name")]
    [InlineData("How do I keep two CI jobs on one machine apart?", "how-to/run-in-ci.md", "Isolate jobs on one machine")]
    [InlineData("How do I remove the emptiest node?", "how-to/change-nodes-in-order.md", "Choose the node that is removed")]
    [InlineData("How do I simulate a provider whose lists lag by 20 seconds?", "reference/providers/simulation.md", "Options")]
    [InlineData(
        "How do I scale 2 to 40 nodes by a Prometheus queue, at most 4 more a minute?",
        "how-to/limit-and-log-scaling.md",
        "Limit the rate and the cost"
    )]
    [InlineData("What would my HPA have done last Tuesday?", "reference/policies.md", "HpaSizing")]
    [InlineData("How do I copy 2 GB to 50 nodes?", "how-to/run-commands.md", "Files")]
    [InlineData("Which nodes use more than 80 % of their disk?", "how-to/select-nodes.md", "Select by free disk")]
    [InlineData(
        "How do I send the logs of nodes to Loki by OTLP?",
        "how-to/collect-logs.md",
        "Forward logs to `ILogger` and OpenTelemetry"
    )]
    [InlineData("How does my plugin get a list of CIDRs as an option?", "how-to/write-a-plugin.md", "Choose the types of options")]
    [InlineData("How do I use two versions of one plugin?", "concepts/topologies.md", "Versions of plugins")]
    [InlineData("Can I publish with Native AOT?", "get-started/install.md", "Publish with Native AOT")]
    [InlineData("How do I test with NUnit or MSTest?", "how-to/test-with-nunit-or-mstest.md", "Write the test")]
    [InlineData("How do I let the clock of a node jump?", "reference/faults.md", "Nodes")]
    [InlineData("Why did the engine not scale at 14:32?", "how-to/limit-and-log-scaling.md", "Log each decision")]
    [InlineData("How do I run 300 points on Slurm and resume them?", "how-to/sweep-parameters.md", "On Slurm")]
    [InlineData("How do I check a profile in CI?", "how-to/run-in-ci.md", "Check files without nodes")]
    [InlineData("How do I get the schema of profiles in VS Code?", "how-to/load-profiles.md", "Editor completion")]
    [InlineData("How do I update a state folder to a newer version?", "how-to/maintain-a-cluster.md", "Update the version")]
    [InlineData("How do I rotate an SSH key?", "how-to/maintain-a-cluster.md", "Rotate your SSH key")]
    [InlineData("How do I limit the cost to 5 EUR an hour?", "how-to/limit-and-log-scaling.md", "Limit the rate and the cost")]
    [InlineData("How do I start the database before the web servers?", "how-to/change-nodes-in-order.md", "Create one group after another")]
    [InlineData("Can I snapshot a warmed-up cluster for tests?", "how-to/run-in-ci.md", "Keep nodes between tests")]
    [InlineData(
        "How does a program on a node get a password?",
        "how-to/run-commands.md",
        "Timeouts, environment, secrets and output limits"
    )]
    [InlineData("How do I check that concurrent calls are linearizable?", "how-to/check-a-history.md", "Record and check")]
    [InlineData("How do I get nodes with a GPU?", "reference/providers/index.md", "Nodes with a GPU or other special hardware")]
    [InlineData(
        "How do I run a set-up step on every new node, also on repair and scale-out?",
        "how-to/set-up-new-nodes.md",
        "Run a step of your program"
    )]
    [InlineData("How do I bring a new image onto all nodes without downtime?", "how-to/roll-out-an-image.md", "Replace one node at a time")]
    [InlineData("What is not deterministic in a simulation?", "concepts/simulation.md", "Limits")]
    public void The_answer_to_a_common_question_is_two_clicks_from_the_index(string question, string page, string heading)
    {
        Index.ShouldContain($"]({page})", customMessage: question);
        Headings(page).ShouldContain(heading, question);
    }

    /// <summary>Packages by their namespaces, without the namespaces of the package Scalewright.</summary>
    private static readonly Lazy<ILookup<string, string>> FurtherPackages = new(() =>
        Sources
            .Libraries.SelectMany(PublicApi.Types)
            .Select(type => (Namespace: type.ContainingNamespace.ToDisplayString(), Package: type.ContainingAssembly.Name))
            .Distinct()
            .GroupBy(type => type.Namespace, StringComparer.Ordinal)
            .Where(types =>
                !types.Any(type =>
                    type.Package
                        is "Scalewright"
                            or "Scalewright.Agents"
                            or "Scalewright.Core"
                            or "Scalewright.Decisions"
                            or "Scalewright.Providers.Simulation"
                )
            )
            .SelectMany(types => types)
            .ToLookup(type => type.Namespace, type => type.Package, StringComparer.Ordinal)
    );

    private static string[] Headings(string page) =>
        [
            .. Heading()
                .Matches(Fence().Replace(File.ReadAllText(Repository.At("docs", page)), ""))
                .Select(match => match.Groups["text"].Value),
        ];

    [GeneratedRegex(@"\]\((?<target>[^)#]+)\)", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Link();

    [GeneratedRegex("^  href: (?<page>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 60_000)]
    private static partial Regex Entry();

    [GeneratedRegex("^#{2,4} (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 60_000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^using (?<namespace>Scalewright[\w.]*);", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 60_000)]
    private static partial Regex Using();

    [GeneratedRegex("^```.*?^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 60_000)]
    private static partial Regex Fence();
}
