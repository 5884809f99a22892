using System.Text.RegularExpressions;

namespace Loopback.IotLab.Lab;

/// <summary>The monitoring profiles of the account. What goes wrong with one is told as the server's own failure, as the testbed does.</summary>
/// <param name="options">Those of the beginning, and how late lists are.</param>
internal sealed partial class ProfileStore(IotLabServerOptions options)
{
    private const int NameMax = 255;
    private readonly Dictionary<string, string> _kinds = options.Profiles.ToDictionary(name => name, _ => "m3", StringComparer.Ordinal);
    private readonly List<(DateTimeOffset At, string Name, string Kind, bool IsThere)> _history = [.. options.Profiles.Select(name => (DateTimeOffset.MinValue, name, "m3", true))];

    public IReadOnlyDictionary<string, string> All => _kinds;

    /// <summary>The profiles as lists show them.</summary>
    public IReadOnlyDictionary<string, string> Listed
    {
        get
        {
            DateTimeOffset seen = options.Clock.GetUtcNow() - options.ListLag;
            Dictionary<string, string> found = new(StringComparer.Ordinal);
            foreach ((_, string name, string kind, bool isThere) in _history.Where(entry => entry.At <= seen))
            {
                if (isThere)
                {
                    found[name] = kind;
                }
                else
                {
                    found.Remove(name);
                }
            }

            return found;
        }
    }

    public void Add(string name, string kind)
    {
        Check(name, kind);
        Write(name, _kinds.ContainsKey(name) ? throw new LabFault(500, $"profile {name} exists") : kind);
    }

    /// <summary>Another profile in the place of one; another name renames it.</summary>
    public void Replace(string old, string name, string kind)
    {
        Check(name, kind);
        _ = name != old && _kinds.ContainsKey(name) ? throw new LabFault(500, $"profile {name} exists") : true;
        Remove(old);
        Write(name, kind);
    }

    public void Remove(string name)
    {
        _ = _kinds.Remove(name) ? true : throw new LabFault(500, $"profile {name} does not exist");
        _history.Add((options.Clock.GetUtcNow(), name, "", false));
    }

    private static void Check(string name, string kind)
    {
        _ = name.Length <= NameMax && Name().IsMatch(name) ? true : throw new LabFault(400, $"Invalid name '{name}'. Only alphanumeric characters allowed [0-9A-Za-z_]");
        _ = kind is "m3" or "a8" or "custom" ? true : throw new LabFault(400, $"nodearch '{kind}' is none of m3, a8, custom");
    }

    private void Write(string name, string kind)
    {
        _kinds[name] = kind;
        _history.Add((options.Clock.GetUtcNow(), name, kind, true));
    }

    [GeneratedRegex("^[0-9A-Za-z_]+$", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Name();
}
