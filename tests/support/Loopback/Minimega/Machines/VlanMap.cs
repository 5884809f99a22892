namespace Loopback.Minimega.Machines;

internal sealed class VlanMap
{
    private const int RangeMin = 101;
    private const int RangeMax = 4096;

    public SortedDictionary<string, int> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>Numbers that no alias receives.</summary>
    public SortedSet<int> Blacklist { get; } = [];

    public int Min { get; private set; } = RangeMin;
    public int Max { get; private set; } = RangeMax;
    public int Next { get; private set; } = RangeMin;
    public bool HasOwnRange { get; private set; }

    public void SetRange(string min, string max)
    {
        (int first, int last) = (Number(min), Number(max));
        (Min, Max, Next, HasOwnRange) = first < last ? (first, last, first, true) : throw new CommandFailure("expected min > max");
    }

    public void Add(string alias, string number)
    {
        int vlan = Number(number);
        if (Aliases.ContainsKey(alias))
        {
            throw new CommandFailure("alias already in use");
        }

        Aliases[alias] = Aliases.ContainsValue(vlan) ? throw new CommandFailure("vlan already in use") : vlan;
    }

    /// <summary>An unknown alias receives the next free number.</summary>
    public int Resolve(string name)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            Blacklist.Add(number);
            return number;
        }

        if (!Aliases.TryGetValue(name, out number))
        {
            number = Aliases[name] = NextFree();
        }

        return number;
    }

    /// <summary>An empty prefix clears the blacklist, too.</summary>
    public void Clear(string prefix)
    {
        foreach (string alias in Aliases.Keys.Where(alias => alias.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
        {
            Aliases.Remove(alias);
        }

        if (prefix.Length == 0)
        {
            Blacklist.Clear();
            Next = Min;
        }
    }

    public static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new CommandFailure("expected integer VLAN");

    private int NextFree()
    {
        for (; Next <= Max; Next++)
        {
            if (!Blacklist.Contains(Next) && !Aliases.ContainsValue(Next))
            {
                return Next;
            }
        }

        throw new CommandFailure("out of VLANs");
    }
}
