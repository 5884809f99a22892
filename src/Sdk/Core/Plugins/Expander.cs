using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>Runs a plugin on a profile. Pure. Exceptions and invalid results of the plugin become problems.</summary>
/// <param name="prepared">The profile if it has been checked already; null to check it first.</param>
internal sealed class Expander(
    PluginEntry entry,
    Profile written,
    PreparedProfile? prepared,
    ExpansionLimits limits,
    IProgress<ExpansionProgress>? progress
)
{
    private const int ReportEvery = 1000;
    private readonly ProblemList _problems = new();

    [SuppressMessage("Design", "CA1031", Justification = "Exceptions are reported with the plugin name.")]
    public TopologyBuilder AddTo(TopologyBuilder builder)
    {
        try
        {
            builder = Expand(builder);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            PluginProblems.Add(_problems, exception);
        }

        return builder.With(_problems.ToValueList().Select(problem => problem with { Field = GetField(problem) }));
    }

    private TopologyBuilder Expand(TopologyBuilder builder)
    {
        if ((prepared ?? PreparedProfile.Prepare(entry, written, limits, _problems)) is not { } valid)
        {
            return builder;
        }

        valid = WithOwnNames(valid, builder.Draft);
        (ScalePlugin plugin, Profile profile) = (valid.Plugin, valid.Profile);
        NodeSpec[] nodes = DescribeNodes(valid);
        if (_problems.HasErrors)
        {
            return builder;
        }

        long containers = nodes.Sum(node => (long)node.ContainerCount);
        NetworkAllocator networks = new(profile, containers, builder.Draft.Networks, _problems);
        NodeGroup group = new(profile.Name, entry.ToString())
        {
            Nodes = nodes.ToValueList(),
            After = written.After,
            ContainerLayout = plugin.DescribeContainers(profile, networks),
        };
        if (containers > 0 && group.ContainerLayout.Roles.Count == 0 && !_problems.HasErrors)
        {
            Report(
                ProblemCode.InvalidPluginResult,
                $"CountContainers returns {Pluralizer.Format(containers, "container")}, but DescribeContainers returns no roles",
                "return at least one role"
            );
        }

        Topology draft = builder.Draft with
        {
            Networks = networks.Networks,
            NetworkOrder = builder.Draft.NetworkOrder.AddRange(networks.AddedNames),
        };
        return _problems.HasErrors ? builder : (builder with { Draft = draft }).AddGroup(group);
    }

    /// <summary>
    /// Uses the profile's name as host name prefix if the profile has no prefix and its first node would have the same
    /// name as the first node of another group.
    /// </summary>
    private static PreparedProfile WithOwnNames(PreparedProfile valid, Topology draft)
    {
        Profile profile = valid.Profile;
        if (profile.HostnamePrefix is not null || valid.NodeCount == 0)
        {
            return valid;
        }

        string first = valid.Plugin.NameNode(profile, 1);
        bool isUsed = draft.Groups.Values.Any(group =>
            group.Nodes is [var node, ..] && node.Name.Equals(first, StringComparison.OrdinalIgnoreCase)
        );
        return isUsed ? valid with { Profile = profile with { HostnamePrefix = profile.Name } } : valid;
    }

    private NodeSpec[] DescribeNodes(PreparedProfile valid)
    {
        (ScalePlugin plugin, Profile profile, int count) = (valid.Plugin, valid.Profile, valid.NodeCount);
        NodeHardware hardware = Customize(plugin.GetDefaultHardware(profile), profile.NodeTemplate);
        NodeSpec[] nodes = new NodeSpec[count];
        long first = 0;
        for (int i = 0; i < count && !_problems.HasErrors; i++)
        {
            nodes[i] = DescribeNode(valid, hardware, i + 1, first);
            first += nodes[i].ContainerCount;
            if (first > limits.MaxContainers)
            {
                Report(ProblemCode.PluginLimitExceeded, $"requests {first} or more containers", $"stay within {limits.MaxContainers}");
            }

            if ((i + 1) % ReportEvery == 0 || i + 1 == count)
            {
                progress?.Report(new ExpansionProgress(profile.Name, i + 1, count));
            }
        }

        return nodes;
    }

    private NodeSpec DescribeNode(PreparedProfile valid, NodeHardware hardware, int number, long firstContainer)
    {
        (ScalePlugin plugin, Profile profile) = (valid.Plugin, valid.Profile);
        string name = plugin.NameNode(profile, number);
        int containers = plugin.CountContainers(profile, number);
        valid.CheckName(name, number, _problems);
        if (containers < 0)
        {
            Report(
                ProblemCode.InvalidPluginResult,
                string.Create(CultureInfo.InvariantCulture, $"puts {containers} containers on node {number}"),
                "return 0 or more"
            );
        }

        NodeSpec node = new(name, number)
        {
            Cloud = profile.NodeTemplate.Cloud ?? "",
            Hardware = hardware,
            ContainerCount = Math.Max(containers, 0),
            FirstContainerIndex = firstContainer,
            Labels = profile.Labels,
            StartupCommands = plugin.GetStartupCommands(profile, number),
            StartupScripts = profile.StartupScripts,
        };
        NodeSpec configured = plugin.ConfigureNode(profile, node);
        if (configured is null || configured.Name != name || configured.Number != number)
        {
            Report(
                ProblemCode.InvalidPluginResult,
                $"turned node {number} '{TextEscaping.Escape(name)}' into "
                    + $"{(configured is null ? "nothing" : $"'{TextEscaping.Escape(configured.Name)}'")}",
                "keep name and number in ConfigureNode"
            );
            return node;
        }

        return configured;
    }

    private static NodeHardware Customize(NodeHardware hardware, NodeTemplate template) =>
        hardware with
        {
            Image = template.Image ?? hardware.Image,
            Cpus = template.Cpus ?? hardware.Cpus,
            MemoryMiB = template.MemoryMiB ?? hardware.MemoryMiB,
            Network = template.Network ?? hardware.Network,
            StartDelay = template.StartDelay ?? hardware.StartDelay,
        };

    private string GetField(Problem problem) =>
        problem.Field == PluginProblems.Field ? $"{written.Name} (plugin {entry})" : $"{written.Name}.{problem.Field}".TrimEnd('.');

    private void Report(ProblemCode code, string found, string advice) => PluginProblems.Add(_problems, code, found, advice);
}

/// <summary>Reports faults of a plugin at the profile's <c>plugin</c> field.</summary>
internal static class PluginProblems
{
    public const string Field = "plugin";

    public static void Add(ProblemList problems, ProblemCode code, string found, string advice) =>
        problems.AddError(code, default, Field, found, advice);

    public static void Add(ProblemList problems, Exception thrown) =>
        Add(
            problems,
            ProblemCode.PluginFailed,
            $"threw {thrown.GetType().Name}: {ExceptionText.From(thrown)}",
            "fix the plugin, or the profile if the message says so"
        );
}
