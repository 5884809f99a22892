using System.Globalization;

namespace Scalewright.Journals;

/// <summary>Named places at which a test ends the process, to prove that what follows a crash there is right.</summary>
/// <remarks>Off, a place costs one comparison with null. The program reads <c>SCALEWRIGHT_FAILPOINT</c> and hands the value over.</remarks>
public sealed class Failpoints
{
    private readonly string? _armed;
    private readonly Action _strike = static () => { };
    private int _left;

    private Failpoints()
    {
    }

    private Failpoints(string armed, int pass, Action strike) => (_armed, _left, _strike) = (armed, pass, strike);

    /// <summary>No place is armed.</summary>
    public static Failpoints None { get; } = new();

    /// <summary>Arms a place with a deadly signal to this process: nothing runs after it, no buffer is written.</summary>
    /// <param name="text"><c>name</c> or <c>name:3</c> for the third pass; null or empty arms none.</param>
    /// <param name="names">The names that exist, as <see cref="StoreFailpoints.All"/>.</param>
    /// <exception cref="ArgumentException">There is no such name, or the number is not 1 or more.</exception>
    public static Failpoints Parse(string? text, IEnumerable<string> names)
    {
        if (string.IsNullOrEmpty(text))
        {
            return None;
        }

        string[] parts = text.Split(':', 2);
        int pass = 1;
        if (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out pass) || pass < 1))
        {
            throw new ArgumentException($"'{parts[1]}' is not a pass; use 1 or more", nameof(text));
        }

        return names.Contains(parts[0], StringComparer.Ordinal)
            ? Arm(parts[0], pass, static () => LinuxCalls.Kill(Environment.ProcessId, LinuxCalls.KillSignal))
            : throw new ArgumentException($"there is no failpoint '{parts[0]}'; use one of {string.Join(", ", names)}", nameof(text));
    }

    /// <summary>Arms a place with what a simulation does in its stead.</summary>
    /// <param name="name">The place.</param>
    /// <param name="pass">At which pass, 1 or more.</param>
    /// <param name="strike">What happens there.</param>
    public static Failpoints Arm(string name, int pass, Action strike)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(pass, 1);
        ArgumentNullException.ThrowIfNull(strike);
        return new Failpoints(name, pass, strike);
    }

    /// <summary>Passes a place.</summary>
    /// <param name="name">The place.</param>
    public void Pass(string name)
    {
        if (IsArmed(name) && Interlocked.Decrement(ref _left) == 0)
        {
            _strike();
        }
    }

    /// <summary>True when a place is armed; for places that must prepare what they break.</summary>
    /// <param name="name">The place.</param>
    public bool IsArmed(string name) => _armed is not null && _armed == name;
}
