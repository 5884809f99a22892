using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Reads and changes the launch configurations of a topology.</summary>
public static class TopologyLaunchExtensions
{
    /// <summary>Returns the launch configuration with the given full name; null if it does not exist.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">Full name.</param>
    public static LaunchConfiguration? FindLaunchConfiguration(this Topology topology, string name)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.Groups.TryGetValue(LaunchLabels.GroupName(name), out NodeGroup? group) ? LaunchLabels.Read(group) : null;
    }

    /// <summary>
    /// Returns the launch configuration for a cloud: <c>name@cloud</c> if it exists, otherwise the one with exactly
    /// this name, otherwise the one without a cloud.
    /// </summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">Name, with or without a cloud.</param>
    /// <param name="cloud">Name of the cloud.</param>
    /// <returns>The launch configuration; null if missing.</returns>
    public static LaunchConfiguration? FindLaunchConfiguration(this Topology topology, string name, string cloud)
    {
        ArgumentNullException.ThrowIfNull(name);
        return topology.FindLaunchConfiguration(LaunchConfiguration.NameFor(name, cloud))
            ?? topology.FindLaunchConfiguration(name)
            ?? topology.FindLaunchConfiguration(LaunchConfiguration.GetStem(name));
    }

    /// <summary>Adds a launch configuration. Keeps an existing one with the same name.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="launch">The launch configuration.</param>
    /// <exception cref="DecisionException">The launch configuration is invalid, or its name differs from another one
    /// only by case.</exception>
    public static Topology WithLaunchConfiguration(this Topology topology, LaunchConfiguration launch)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(launch);
        NodeGroup group = LaunchLabels.CreateGroup(launch);
        if (topology.Groups.ContainsKey(group.Name))
        {
            return topology;
        }

        ValueList<Problem> problems = DomainRules.Check(launch).AddRange(TopologyDomainExtensions.CheckFree(topology, group.Name));
        return problems.Count == 0
            ? topology with
            {
                Groups = topology.Groups.With(group.Name, group),
            }
            : throw new DecisionException($"Launch configuration '{launch.Name}'", problems);
    }
}

/// <summary>Converts launch configurations to and from the labels of a group without nodes.</summary>
internal static class LaunchLabels
{
    private const string Plugin = "launch@1";

    // Unique, because names of profiles and hosts cannot contain a slash.
    private const string Prefix = "launch/";
    private const string Image = "launch.image";
    private const string InstanceType = "launch.instance_type";
    private const string KeyName = "launch.key_name";
    private const string Note = "launch.note.";
    private const string SecurityGroup = "launch.security_group.";
    private const string UniqueKey = "launch.unique_key";
    private const string UniqueValue = "launch.unique_value.";
    private const string UserData = "launch.user_data";

    public static string GroupName(string name) => Prefix + name;

    public static NodeGroup CreateGroup(LaunchConfiguration launch) =>
        new(GroupName(launch.Name), Plugin) { Labels = Texts(launch).ToValueMap() };

    public static LaunchConfiguration Read(NodeGroup group)
    {
        LabelReader labels = new(group.Labels);
        return new LaunchConfiguration(group.Name[Prefix.Length..])
        {
            Image = labels.Text(Image),
            InstanceType = labels.Text(InstanceType),
            KeyName = labels.Text(KeyName),
            UserData = labels.Text(UserData),
            SecurityGroups = Numbered(labels, SecurityGroup),
            UniqueKey = labels.Text(UniqueKey),
            UniqueValues = Numbered(labels, UniqueValue),
            Annotations = labels.Below(Note),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Texts(LaunchConfiguration launch) =>
        [
            .. new[]
            {
                Pair(Image, launch.Image),
                Pair(InstanceType, launch.InstanceType),
                Pair(KeyName, launch.KeyName),
                Pair(UniqueKey, launch.UniqueKey),
                Pair(UserData, launch.UserData),
            }.Where(entry => entry.Value.Length > 0),
            .. launch.SecurityGroups.Select((group, index) => Pair(SecurityGroup, index, group)),
            .. launch.UniqueValues.Select((value, index) => Pair(UniqueValue, index, value)),
            .. launch.Annotations.Select(entry => Pair(Note + entry.Key, entry.Value)),
        ];

    private static ValueList<string> Numbered(LabelReader labels, string prefix) =>
        labels.Below(prefix).OrderBy(entry => labels.ParseNumber(prefix, entry.Key)).Select(entry => entry.Value).ToValueList();

    private static KeyValuePair<string, string> Pair(string prefix, int index, string value) =>
        Pair(prefix + (index + 1).ToString(CultureInfo.InvariantCulture), value);

    private static KeyValuePair<string, string> Pair(string key, string value) => KeyValuePair.Create(key, value);
}
