using System.Numerics;

namespace Scalewright.Experiments.Platforms;

/// <summary>One platform as it is written: a section <c>[platforms.NAME]</c>. Equal by content; places do not count.</summary>
/// <param name="Name">The name in the list of platforms.</param>
/// <param name="Fields">The keys in lower case with their values, all of them texts.</param>
public sealed record PlatformSection(string Name, DocumentMap Fields)
{
    internal const string InstanceCountKey = "instance_count";

    /// <summary>Hosts of one platform: 100,000.</summary>
    public const int HostsMax = 100_000;

    /// <summary>The file that begins the section, as the caller named it; empty for what was made in code.</summary>
    public string Source { get; init; } = "";

    /// <summary>The files of those keys that stand in another one; default none does.</summary>
    public ValueMap<string> Sources { get; init; } = ValueMap<string>.Empty;

    /// <summary>Where the section starts.</summary>
    public TextSpot Spot { get; init; }

    /// <summary>The platform's type; null when none is given.</summary>
    public string? Type => Text("type");

    /// <summary>Number of instances as it is written in <c>instance_count</c>; null when the key is not there.</summary>
    /// <exception cref="FormatException">
    /// The value is no whole number of 32 bits; <see cref="CheckCount"/> and <see cref="CheckWhole"/> report it before.
    /// </exception>
    public int? InstanceCount => Text(InstanceCountKey) is null ? null : Whole(InstanceCountKey, 0, int.MaxValue);

    /// <summary>The name of the file its inventory is saved under: type in lower case and name, nothing but letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public string InventoryFileName => $"{Safe((Type ?? "").ToLowerInvariant())}_{Safe(Name)}_inventory.yaml";

    /// <summary>The section's name: <c>platforms.NAME</c>.</summary>
    public string Path => $"platforms.{Name}";

    /// <summary>The value of a key; null when it is not there. An empty value is an empty text.</summary>
    /// <param name="key">The key in lower case.</param>
    public string? Text(string key) => (Fields[key] as DocumentScalar)?.Text;

    /// <summary>A number of hosts; a negative one counts as none.</summary>
    /// <param name="key">The key in lower case.</param>
    /// <param name="fallback">What counts when the key is not there.</param>
    /// <exception cref="FormatException">The value is no whole number up to <see cref="HostsMax"/>; <see cref="CheckCount"/> tells it before.</exception>
    public int Count(string key, int fallback) => Math.Max(0, Whole(key, fallback));

    /// <summary>A whole number, negative ones too.</summary>
    /// <inheritdoc cref="Count"/>
    public int Whole(string key, int fallback) => Whole(key, fallback, HostsMax);

    private int Whole(string key, int fallback, int max) => Text(key) is not { } text
        ? fallback
        : PythonInteger.TryParse(text, out BigInteger value) && BigInteger.Abs(value) <= max ? (int)value : throw new FormatException($"{Path}.{key}: '{Printable.Escape(text)}'");

    /// <summary>Adds a problem when a key is there and is no whole number from 0 up to a limit.</summary>
    /// <param name="key">The key in lower case.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="max">The limit; default <see cref="HostsMax"/>.</param>
    public void CheckCount(string key, ProblemList problems, int max = HostsMax) => Check(key, problems, 0, max);

    /// <summary>Adds a problem when a key is there and is no whole number, or one beyond a limit either way.</summary>
    /// <param name="key">The key in lower case.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="max">The limit; default <see cref="HostsMax"/>.</param>
    public void CheckWhole(string key, ProblemList problems, int max = HostsMax) => Check(key, problems, -max, max);

    private void Check(string key, ProblemList problems, int min, int max)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (Text(key) is not { } text)
        {
            return;
        }

        if (!PythonInteger.TryParse(text, out BigInteger value))
        {
            problems.Add(ProblemAt(key, ProblemCode.WrongType, $"'{Printable.Escape(text)}' is no whole number", $"use a whole number{(min == 0 ? " from 0" : "")}, or leave the key out"));
        }
        else if (value < min)
        {
            problems.Add(ProblemAt(key, ProblemCode.OutOfRange, $"{value} is below {min}", $"use a whole number from {min}, or leave the key out"));
        }
        else if (value > max)
        {
            problems.Add(ProblemAt(key, ProblemCode.OutOfRange, $"{value} hosts are more than {max}", $"use {max} or less"));
        }
    }

    /// <summary>A problem with a key, at its value; at the section when the key is not there.</summary>
    /// <param name="key">The key in lower case.</param>
    /// <param name="code">The kind of problem.</param>
    /// <param name="found">What was found, as a clause.</param>
    /// <param name="advice">What would be accepted, as a clause.</param>
    public Problem ProblemAt(string key, ProblemCode code, string found, string advice) =>
        new(code, found, advice) { Source = Sources.TryGetValue(key, out string? other) ? other : Source, Spot = Fields[key] is { } value ? value.Spot : Spot, Field = $"{Path}.{key}" };

    /// <summary>Returns a problem between keys: at the value of the first that is there, and at the section when none is.</summary>
    /// <param name="keys">The keys in lower case, at least one.</param>
    /// <param name="code">The kind of problem.</param>
    /// <param name="found">What was found, as a clause.</param>
    /// <param name="advice">What would be accepted, as a clause.</param>
    /// <exception cref="ArgumentException">There is no key.</exception>
    public Problem ProblemBetween(ValueList<string> keys, ProblemCode code, string found, string advice)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(keys));
        return ProblemAt(keys.FirstOrDefault(key => Text(key) is not null) ?? keys[0], code, found, advice);
    }

    /// <inheritdoc/>
    public bool Equals(PlatformSection? other) => other is not null && Name == other.Name && Fields.Equals(other.Fields);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Fields);

    private static string Safe(string text)
    {
        StringBuilder safe = new();
        foreach (Rune rune in text.EnumerateRunes().Where(rune => Rune.IsLetter(rune) || Rune.IsNumber(rune) || rune.Value is '.' or '_' or '-'))
        {
            safe.Append(rune.ToString());
        }

        return safe.ToString();
    }
}
