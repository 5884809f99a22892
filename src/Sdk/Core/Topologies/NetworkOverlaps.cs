namespace Scalewright.Topologies;

/// <summary>
/// Tells networks with addresses in common: a container on both could not know which way to send, and addresses given out
/// by one would be given out again by the other. Private networks that repeat for each unit may be alike in different units.
/// </summary>
internal static class NetworkOverlaps
{
    private const string Advice = "use ranges without a common address";

    /// <summary>Adds a problem for each network that overlaps one before it.</summary>
    /// <param name="networks">Names and addresses; null: not known. A name that comes again is not compared with itself.</param>
    /// <param name="field">Path in a profile file of the network at an index, for messages.</param>
    /// <param name="problems">Where problems go.</param>
    public static void Check(IEnumerable<(string Name, Subnet? Subnet)> networks, Func<int, string> field, ProblemList problems)
    {
        SubnetIndex index = new();
        int at = 0;
        foreach ((string name, Subnet? written) in networks)
        {
            if (written is { } subnet && index.Add(name, subnet) is { } other && !other.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                problems.Add(Overlap(name, subnet, other, field(at)));
            }

            at++;
        }
    }

    /// <summary>Adds a problem for each network of a container that overlaps another one of the same container.</summary>
    /// <param name="field">The path in a profile file, or the group's name.</param>
    /// <param name="problems">Where problems go.</param>
    public static void Check(ContainerRule containers, string field, ProblemList problems)
    {
        foreach (ContainerRole role in containers.Roles)
        {
            Check(role.Links.Select(link => (link.Network.Text, (Subnet?)link.Addresses.Subnet)), _ => field, problems);
        }
    }

    /// <summary>The problem of two networks.</summary>
    public static Problem Overlap(string name, Subnet subnet, (Subnet Subnet, string Name) other, string field) => new(
        ProblemCode.NetworkOverlap,
        $"network '{Printable.Escape(name)}', {subnet}, overlaps network '{Printable.Escape(other.Name)}', {other.Subnet}",
        Advice)
    {
        Field = field,
    };
}
