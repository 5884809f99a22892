namespace Scalewright.Providers.AutoScaling.Actions.SecurityGroups;

/// <summary>Finds security groups by ID and name.</summary>
internal static class SecurityGroupLookup
{
    /// <summary>Returns all groups, the default one first, then by name.</summary>
    public static IEnumerable<SecurityGroupRecord> All(AccountState state)
    {
        string id = DefaultNetwork.SecurityGroupId(state);
        SecurityGroupRecord first = state.SecurityGroups.TryGetValue(id, out SecurityGroupRecord? changed) ? changed : Default(id);
        return state
            .SecurityGroups.Values.Where(group => group.Id != id)
            .OrderBy(group => group.Name, StringComparer.Ordinal)
            .Prepend(first);
    }

    public static SecurityGroupRecord? ById(AccountState state, string id) => All(state).FirstOrDefault(group => group.Id == id);

    public static SecurityGroupRecord? ByName(AccountState state, string name) => All(state).FirstOrDefault(group => group.Name == name);

    /// <summary>Reads <c>GroupId</c> and <c>GroupName</c>. The result finds the group.</summary>
    /// <exception cref="QueryErrorException">Both parameters are missing, or the group does not exist.</exception>
    public static Func<AccountState, SecurityGroupRecord> Read(QueryReader reader)
    {
        (string? id, string? name) = (reader.Text("GroupId"), reader.Text("GroupName"));
        return state =>
        {
            string given = id ?? name ?? throw new QueryErrorException(QueryError.MissingParameter("GroupName or GroupId"));
            return (id is null ? ByName(state, given) : ById(state, given)) ?? throw new QueryErrorException(NotFound(given));
        };
    }

    /// <summary>Resolves groups to their IDs.</summary>
    /// <exception cref="QueryErrorException">A group does not exist.</exception>
    public static ValueList<string> Ids(AccountState state, ValueList<string> ids, ValueList<string> names) =>
        [
            .. ids.Select(id => (ById(state, id) ?? throw new QueryErrorException(NotFound(id))).Id)
                .Concat(names.Select(name => (ByName(state, name) ?? throw new QueryErrorException(NotFound(name))).Id))
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>
    /// Returns ID and name of the groups of an instance. Names in a launch configuration may be unknown.
    /// </summary>
    public static IEnumerable<(string Id, string Name)> GetGroups(AccountState state, InstanceRecord instance)
    {
        IEnumerable<string> named =
            instance.SecurityGroups.Count == 0 && state.Launches.TryGetValue(instance.Launch, out LaunchRecord? launch)
                ? launch.SecurityGroups
                : instance.SecurityGroups;
        return named.Select(name =>
            (ById(state, name) ?? ByName(state, name)) is { } group ? (group.Id, group.Name) : (DefaultNetwork.SecurityGroupId(state), name)
        );
    }

    private static QueryError NotFound(string name) =>
        new(400, "InvalidGroup.NotFound", $"The security group '{TextEscaping.Escape(name)}' does not exist");

    private static SecurityGroupRecord Default(string id) => new(id, SecurityGroupRecord.DefaultName, "default VPC security group");
}
