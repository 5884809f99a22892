namespace Scalewright.Topologies;

/// <summary>
/// Finds overlapping networks, which cause ambiguous routes and duplicate addresses. Private networks of different
/// units may be equal.
/// </summary>
internal static class NetworkOverlaps
{
    private const string Advice = "use ranges that do not overlap";

    /// <summary>Adds a problem for each network that overlaps an earlier one.</summary>
    /// <param name="networks">Names and subnets. Networks with a null subnet, or with the same name, are not
    /// compared.</param>
    /// <param name="field">Returns the path of a network in the profile file by its index, for messages.</param>
    public static void Check(IEnumerable<(string Name, Subnet? Subnet)> networks, Func<int, string> field, ProblemList problems)
    {
        SubnetIndex index = new();
        int at = 0;
        foreach ((string name, Subnet? written) in networks)
        {
            if (
                written is { } subnet
                && index.Add(name, subnet) is { } other
                && !other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            )
            {
                problems.Add(Overlap(name, subnet, other, field(at)));
            }

            at++;
        }
    }

    /// <summary>Adds a problem for each overlap of networks of the same container.</summary>
    /// <param name="field">Path in a profile file, or name of the group.</param>
    public static void Check(ContainerLayout containers, string field, ProblemList problems)
    {
        foreach (ContainerRole role in containers.Roles)
        {
            Check(role.NetworkAttachments.Select(link => (link.Network.Text, (Subnet?)link.Addresses.Subnet)), _ => field, problems);
        }
    }

    public static Problem Overlap(string name, Subnet subnet, (Subnet Subnet, string Name) other, string field) =>
        new(
            ProblemCode.NetworkOverlap,
            $"network '{TextEscaping.Escape(name)}', {subnet}, overlaps network '{TextEscaping.Escape(other.Name)}', {other.Subnet}",
            Advice
        )
        {
            Field = field,
        };
}
