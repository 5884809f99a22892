using System.Numerics;

namespace Scalewright.Experiments.Platforms;

/// <summary>A platform in a section <c>[platforms.NAME]</c>. Structural equality ignores positions.</summary>
/// <param name="Name">Name in the list of platforms.</param>
/// <param name="Fields">Keys in lower case with their values, all of them texts.</param>
public sealed record PlatformSection(string Name, DocumentMap Fields)
{
    internal const string InstanceCountKey = "instance_count";

    /// <summary>Maximum number of hosts of one platform: 100,000.</summary>
    public const int MaxHosts = 100_000;

    /// <summary>File that starts the section, as the caller named it; empty for one created in code.</summary>
    public string Source { get; init; } = "";

    /// <summary>Files of the keys that are in other files than the section. Default empty.</summary>
    public ValueMap<string> Sources { get; init; } = ValueMap<string>.Empty;

    /// <summary>
    /// Folder in which the platform may keep its state. A <see cref="PlatformFolder"/> sets it. Default empty.
    /// </summary>
    public string StateFolder { get; init; } = "";

    /// <summary>Position of the start of the section.</summary>
    public TextPosition Position { get; init; }

    /// <summary>Type of the platform; null if not set.</summary>
    public string? Type => GetText("type");

    /// <summary>Value of <c>instance_count</c>; null if not set.</summary>
    /// <exception cref="FormatException">The value is not a 32-bit integer. <see cref="CheckCount"/> and
    /// <see cref="CheckInteger"/> report it first.</exception>
    public int? InstanceCount => GetText(InstanceCountKey) is null ? null : GetInteger(InstanceCountKey, 0, int.MaxValue);

    /// <summary>
    /// File name of the saved inventory: type in lower case and name. Contains only letters, digits, <c>.</c>, <c>_</c>
    /// and <c>-</c>.
    /// </summary>
    public string InventoryFileName => $"{Safe((Type ?? "").ToLowerInvariant())}_{Safe(Name)}_inventory.yaml";

    /// <summary>Name of the section: <c>platforms.NAME</c>.</summary>
    public string Path => $"platforms.{Name}";

    /// <summary>Returns the value of a key; null if the key is missing. An empty value is an empty text.</summary>
    /// <param name="key">The key in lower case.</param>
    public string? GetText(string key) => (Fields[key] as DocumentScalar)?.Text;

    /// <summary>Returns a number of hosts. A negative number counts as 0.</summary>
    /// <param name="key">The key in lower case.</param>
    /// <param name="fallback">Value if the key is missing.</param>
    /// <exception cref="FormatException">The value is not an integer up to <see cref="MaxHosts"/>.
    /// <see cref="CheckCount"/> reports it first.</exception>
    public int GetCount(string key, int fallback) => Math.Max(0, GetInteger(key, fallback));

    /// <summary>Returns an integer, which may be negative.</summary>
    /// <inheritdoc cref="GetCount"/>
    public int GetInteger(string key, int fallback) => GetInteger(key, fallback, MaxHosts);

    /// <summary>Returns the section with a changed or an additional key.</summary>
    internal PlatformSection With(string key, string value)
    {
        DocumentEntry entry = new(key, default, new DocumentScalar(ScalarKind.Text, value));
        return this with { Fields = new DocumentMap([.. Fields.Where(field => field.Key != key), entry]) };
    }

    private int GetInteger(string key, int fallback, int max) =>
        GetText(key) switch
        {
            null => fallback,
            { } text when PythonInteger.TryParse(text, out BigInteger value) && BigInteger.Abs(value) <= max => (int)value,
            { } text => throw new FormatException($"{Path}.{key}: '{TextEscaping.Escape(text)}'"),
        };

    /// <summary>Adds a problem if a key exists and is not an integer from 0 to a limit.</summary>
    /// <param name="key">The key in lower case.</param>
    /// <param name="problems">Receives the problem.</param>
    /// <param name="max">The limit; default <see cref="MaxHosts"/>.</param>
    public void CheckCount(string key, ProblemList problems, int max = MaxHosts) => Check(key, problems, 0, max);

    /// <summary>Adds a problem if a key exists and is not an integer within a limit in both directions.</summary>
    /// <param name="key">The key in lower case.</param>
    /// <param name="problems">Receives the problem.</param>
    /// <param name="max">The limit; default <see cref="MaxHosts"/>.</param>
    public void CheckInteger(string key, ProblemList problems, int max = MaxHosts) => Check(key, problems, -max, max);

    private void Check(string key, ProblemList problems, int min, int max)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (GetText(key) is not { } text)
        {
            return;
        }

        if (!PythonInteger.TryParse(text, out BigInteger value))
        {
            problems.Add(
                ProblemAt(
                    key,
                    ProblemCode.WrongType,
                    $"'{TextEscaping.Escape(text)}' is not a whole number",
                    $"use a whole number{(min == 0 ? " from 0" : "")}, or leave the key out"
                )
            );
        }
        else if (value < min)
        {
            problems.Add(
                ProblemAt(
                    key,
                    ProblemCode.OutOfRange,
                    string.Create(CultureInfo.InvariantCulture, $"{value} is below {min}"),
                    $"use a whole number from {min}, or leave the key out"
                )
            );
        }
        else if (value > max)
        {
            problems.Add(ProblemAt(key, ProblemCode.OutOfRange, $"{value} hosts are more than {max}", $"use {max} or less"));
        }
    }

    /// <summary>Returns a problem located at the value of a key, or at the section if the key is missing.</summary>
    /// <param name="key">The key in lower case.</param>
    /// <param name="code">The problem code.</param>
    /// <param name="found">The problem, as a clause.</param>
    /// <param name="advice">The accepted input, as a clause.</param>
    public Problem ProblemAt(string key, ProblemCode code, string found, string advice) =>
        new(code, found, advice)
        {
            Source = Sources.GetValueOrDefault(key, Source),
            Position = Fields[key]?.Position ?? Position,
            Field = $"{Path}.{key}",
        };

    /// <summary>Returns a problem of several keys, at the first existing one, otherwise at the section.</summary>
    /// <param name="keys">The keys in lower case, at least one.</param>
    /// <param name="code">The problem code.</param>
    /// <param name="found">The problem, as a clause.</param>
    /// <param name="advice">The accepted input, as a clause.</param>
    /// <exception cref="ArgumentException">There is no key.</exception>
    public Problem ProblemBetween(ValueList<string> keys, ProblemCode code, string found, string advice)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(keys));
        return ProblemAt(keys.FirstOrDefault(key => GetText(key) is not null) ?? keys[0], code, found, advice);
    }

    /// <inheritdoc/>
    public bool Equals(PlatformSection? other) => other is not null && Name == other.Name && Fields.Equals(other.Fields);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Fields);

    private static string Safe(string text)
    {
        StringBuilder safe = new();
        foreach (
            Rune rune in text.EnumerateRunes().Where(rune => Rune.IsLetter(rune) || Rune.IsNumber(rune) || rune.Value is '.' or '_' or '-')
        )
        {
            safe.Append(rune.ToString());
        }

        return safe.ToString();
    }
}
