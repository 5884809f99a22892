namespace Scalewright.Providers.AutoScaling.Actions.SecurityGroups;

/// <summary>Finds security groups by ids and names.</summary>
internal static class SecurityGroupLookup
{
    /// <summary>All groups, the default one first, then by name.</summary>
    public static IEnumerable<SecurityGroupRecord> All(AccountState state)
    {
        string id = DefaultNetwork.SecurityGroupId(state);
        SecurityGroupRecord first = state.SecurityGroups.TryGetValue(id, out SecurityGroupRecord? changed)
            ? changed
            : Default(id);
        return state.SecurityGroups.Values.Where(group => group.Id != id)
            .OrderBy(group => group.Name, StringComparer.Ordinal).Prepend(first);
    }

    /// <summary>Finds a group by its id; null when there is none.</summary>
    public static SecurityGroupRecord? ById(AccountState state, string id) =>
        All(state).FirstOrDefault(group => group.Id == id);

    /// <summary>Finds a group by its name; null when there is none.</summary>
    public static SecurityGroupRecord? ByName(AccountState state, string name) =>
        All(state).FirstOrDefault(group => group.Name == name);

    /// <summary>The group that <c>GroupId</c> or <c>GroupName</c> of a request names.</summary>
    /// <exception cref="QueryFaultException">Neither came, or there is no such group.</exception>
    public static SecurityGroupRecord Required(ActionContext context)
    {
        (string? id, string? name) = (context.Read.Text("GroupId"), context.Read.Text("GroupName"));
        context.Read.Finish();
        if (id is null && name is null)
        {
            throw new QueryFaultException(WireFault.MissingParameter("GroupName or GroupId"));
        }

        return (id is null ? ByName(context.State, name!) : ById(context.State, id)) ?? throw new QueryFaultException(
            NotFound(id ?? name!));
    }

    /// <summary>The ids of groups that are named by ids and by names.</summary>
    /// <exception cref="QueryFaultException">There is no such group.</exception>
    public static ValueList<string> Ids(AccountState state, ValueList<string> ids, ValueList<string> names) =>
    [
        .. ids.Select(id => (ById(state, id) ?? throw new QueryFaultException(NotFound(id))).Id)
            .Concat(names.Select(name => (ByName(state, name) ?? throw new QueryFaultException(NotFound(name))).Id))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>
    /// The ids and names of the groups of an instance; names of a launch configuration need not be those of a group.
    /// </summary>
    public static IEnumerable<(string Id, string Name)> Of(AccountState state, InstanceRecord instance)
    {
        IEnumerable<string> named = instance.SecurityGroups.Count == 0
            && state.Launches.TryGetValue(instance.Launch, out LaunchRecord? launch)
            ? launch.SecurityGroups
            : instance.SecurityGroups;
        return named.Select(word => (ById(state, word) ?? ByName(state, word)) is { } group
            ? (group.Id, group.Name)
            : (DefaultNetwork.SecurityGroupId(state), word));
    }

    /// <summary>The fault of a group that does not exist.</summary>
    private static WireFault NotFound(string word) =>
        new(400, "InvalidGroup.NotFound", $"The security group '{Printable.Escape(word)}' does not exist");

    private static SecurityGroupRecord Default(string id) =>
        new(id, SecurityGroupRecord.DefaultName, "default VPC security group");
}
