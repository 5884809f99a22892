using Loopback.Minimega.Language;

namespace Loopback.Minimega.Machines;

/// <summary>VLAN aliases of a namespace.</summary>
internal sealed class VlanMap
{
    private const int RangeMin = 101;
    private const int RangeMax = 4096;

    /// <summary>Numbers by alias.</summary>
    public SortedDictionary<string, int> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>Numbers that no alias gets.</summary>
    public SortedSet<int> Blacklist { get; } = [];

    /// <summary>First number of the range.</summary>
    public int Min { get; private set; } = RangeMin;

    /// <summary>Last number of the range.</summary>
    public int Max { get; private set; } = RangeMax;

    /// <summary>Where the search for a free number begins.</summary>
    public int Next { get; private set; } = RangeMin;

    /// <summary>True when the range was set by a command.</summary>
    public bool HasOwnRange { get; private set; }

    /// <summary>Sets the range.</summary>
    /// <exception cref="CommandFailure">It is empty, or no numbers.</exception>
    public void SetRange(string min, string max)
    {
        (int first, int last) = (Number(min), Number(max));
        (Min, Max, Next, HasOwnRange) = first < last ? (first, last, first, true) : throw new CommandFailure("expected min > max");
    }

    /// <summary>Gives an alias a number.</summary>
    /// <exception cref="CommandFailure">One of them is in use, or the number is none.</exception>
    public void Add(string alias, string number)
    {
        int vlan = Number(number);
        if (Aliases.ContainsKey(alias))
        {
            throw new CommandFailure("alias already in use");
        }

        Aliases[alias] = Aliases.ContainsValue(vlan) ? throw new CommandFailure("vlan already in use") : vlan;
    }

    /// <summary>The number of a VLAN that is named by number or alias; an unknown alias takes the next free one.</summary>
    /// <exception cref="CommandFailure">No number is free.</exception>
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

    /// <summary>Forgets the aliases that begin so; with an empty beginning also the blacklist.</summary>
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

    /// <summary>Reads a number.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
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
