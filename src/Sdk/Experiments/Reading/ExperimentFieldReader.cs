using System.Numerics;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads the fields of a map. Reports problems with positions, and unused keys at the end.</summary>
/// <param name="open">Returns the content of a named file, or null if it cannot be read.</param>
internal sealed class ExperimentFieldReader(DocumentMap map, string path, ProblemList problems, Func<string, byte[]?> open)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public DocumentMap Map => map;

    public ProblemList Problems => problems;

    public string GetPath(string key) => path.Length == 0 ? key : $"{path}.{key}";

    public bool Has(string key)
    {
        _known.Add(key);
        return map[key] is not (null or DocumentScalar { ScalarKind: ScalarKind.Null });
    }

    public bool Is(string key, string word) => Has(key) && map[key] is DocumentScalar scalar && scalar.Text == word;

    public string Text(string key, string fallback) => Scalar(key) is { } scalar ? scalar.Text : fallback;

    public string Require(string key, string advice)
    {
        if (!Has(key))
        {
            problems.AddError(ProblemCode.MissingField, map.Position, GetPath(key), "is missing", $"add '{key}', {advice}");
        }

        return Text(key, "");
    }

    /// <summary>Reports a missing key, or one without a value.</summary>
    public ExperimentFieldReader Need(string key, string advice)
    {
        if (!Has(key))
        {
            (TextPosition position, string found) = map[key] is { } empty
                ? (empty.Position, "it has no value")
                : (map.Position, "is missing");
            problems.AddError(ProblemCode.MissingField, position, GetPath(key), found, $"add '{key}', {advice}");
        }

        return this;
    }

    /// <param name="unit">Unit, for the message about another kind of value, as in <c> of MiB</c>; empty for none.</param>
    public T Whole<T>(string key, T fallback, string unit = "")
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        return Parse(key, fallback, $"a whole number{unit}", Read, Range);

        static T? Read(string text) =>
            T.TryParse(Integer(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) ? value : null;

        static string? Range(string text) =>
            Integer(text) is null ? null : string.Create(CultureInfo.InvariantCulture, $"{T.MinValue} to {T.MaxValue}");
    }

    public double Double(string key, double fallback) =>
        Parse(key, fallback, "a number", static text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                ? value
                : null
        );

    /// <summary>Reads a percentage as a ratio.</summary>
    public double Percentage(string key, double fallback)
    {
        return Parse(key, fallback, "a percentage, as in 5%", Read, static text =>
            text.EndsWith('%') ? "more than 0%, at most 100%" : null
        );

        static double? Read(string text)
        {
            bool isNumber = double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
            return isNumber && text.EndsWith('%') && value is > 0 and <= 100 ? value / 100 : null;
        }
    }

    public bool Boolean(string key, bool fallback) => Parse(key, fallback, "true or false", static text => text switch
            {
                "true" or "True" or "TRUE" => true,
                "false" or "False" or "FALSE" => false,
                _ => null as bool?,
            });

    public TimeSpan Duration(string key, TimeSpan fallback)
    {
        return Parse(key, fallback, "a time, as in 500ms, 30s, 10m or 2h", Read, Range);

        static TimeSpan? Read(string text) => ExperimentDurationText.TryRead(text, out TimeSpan value) ? value : null;

        static string? Range(string text) =>
            ExperimentDurationText.IsTooLong(text) ? $"{ExperimentDurationText.Format(FieldChecks.MaxDuration)} or less" : null;
    }

    public TimeSpan Length(string key, TimeSpan fallback)
    {
        TimeSpan value = Duration(key, fallback);
        if (value >= TimeSpan.Zero)
        {
            return value;
        }

        problems.AddError(
            ProblemCode.OutOfRange,
            map[key]!.Position,
            GetPath(key),
            $"{ExperimentDurationText.Format(value)} is below 0",
            "use 0 or more"
        );
        return fallback;
    }

    public T Keyword<T>(string key, T fallback, params (string Word, T Value)[] names)
    {
        if (Scalar(key) is not { } scalar)
        {
            return fallback;
        }

        foreach ((string name, T value) in names)
        {
            if (name == scalar.Text)
            {
                return value;
            }
        }

        string[] words = [.. names.Select(known => known.Word)];
        string advice = Spelling.Advise(scalar.Text, words, $"use one of {string.Join(", ", words)}");
        problems.AddError(ProblemCode.UnknownReference, scalar.Position, GetPath(key), $"found {scalar.Description}", advice);
        return fallback;
    }

    /// <summary>Reads a file by its name; null if it cannot be read, which is reported.</summary>
    public byte[]? File(string key)
    {
        string name = Text(key, "");
        byte[]? bytes = open(name);
        if (bytes is null)
        {
            problems.AddError(
                ProblemCode.UnreadableFile,
                map[key]!.Position,
                GetPath(key),
                $"'{TextEscaping.Escape(name)}' cannot be read",
                "use a path from the folder of the definition"
            );
        }

        return bytes;
    }

    public ExperimentFieldReader At(DocumentMap inner, string field) => new(inner, field, problems, open);

    /// <summary>Reads a map; null if it is missing or not a map.</summary>
    public ExperimentFieldReader? Section(string key)
    {
        if (!Has(key))
        {
            return null;
        }

        if (map[key] is DocumentMap section)
        {
            return At(section, GetPath(key));
        }

        AddError(map[key]!, GetPath(key), "a map");
        return null;
    }

    /// <summary>Reads a map with a function; null if it is missing or not a map.</summary>
    public T? Section<T>(string key, Func<ExperimentFieldReader, T> read)
        where T : class => Section(key) is { } section ? read(section) : null;

    public DocumentNode[] Items(string key)
    {
        if (!Has(key))
        {
            return [];
        }

        if (map[key] is DocumentList list)
        {
            return [.. list];
        }

        AddError(map[key]!, GetPath(key), "a list");
        return [];
    }

    /// <summary>Reads the texts of a list; empty if it is missing or not a list.</summary>
    public ValueList<string> Texts(string key)
    {
        DocumentNode[] items = Items(key);
        foreach ((int index, DocumentNode item) in items.Index().Where(entry => entry.Item is not DocumentScalar))
        {
            AddError(item, string.Create(CultureInfo.InvariantCulture, $"{GetPath(key)}.{index}"), "a single value");
        }

        return [.. items.OfType<DocumentScalar>().Select(item => item.Text)];
    }

    /// <summary>Reads a map of texts; empty if it is missing or not a map.</summary>
    public ValueMap<string> TextMap(string key) =>
        Section(key) is { } texts
            ? texts.Map.Select(entry => KeyValuePair.Create(entry.Key, texts.Text(entry.Key, ""))).ToValueMap()
            : ValueMap<string>.Empty;

    /// <summary>Reads a list of maps, identified by <c>name</c> or <c>kind</c>, otherwise by index.</summary>
    public IEnumerable<ExperimentFieldReader> Maps(string key, string id = "name")
    {
        int index = 0;
        foreach (DocumentNode item in Items(key))
        {
            if (item is DocumentMap entry)
            {
                string part = entry[id] is DocumentScalar name
                    ? TextEscaping.Escape(name.Text)
                    : index.ToString(CultureInfo.InvariantCulture);
                yield return At(entry, $"{GetPath(key)}.{part}");
            }
            else
            {
                AddError(item, $"{GetPath(key)}.{index}", "a map");
            }

            index++;
        }
    }

    /// <summary>Reports keys that were not read.</summary>
    /// <returns>The value that was read.</returns>
    public T Close<T>(T read)
    {
        foreach (DocumentEntry entry in map.Where(entry => !_known.Contains(entry.Key)))
        {
            string all = $"use {string.Join(", ", _known.Order(StringComparer.Ordinal))}";
            string advice = Spelling.Advise(entry.Key, _known, Spelling.AdviseStart(entry.Key, _known, all));
            problems.AddError(
                ProblemCode.UnknownField,
                entry.KeyPosition,
                GetPath(TextEscaping.Escape(entry.Key)),
                "unknown field",
                advice
            );
        }

        return read;
    }

    public void AddError(DocumentNode node, string field, string expected) =>
        problems.AddError(ProblemCode.WrongType, node.Position, field, $"found {node.Description}", $"use {expected}");

    private DocumentScalar? Scalar(string key)
    {
        if (!Has(key))
        {
            return null;
        }

        if (map[key] is DocumentScalar scalar)
        {
            return scalar;
        }

        AddError(map[key]!, GetPath(key), "a single value");
        return null;
    }

    /// <summary>Returns the digits of an integer, also of <c>4.0</c>; null for another text, also for
    /// <c>4e0</c>.</summary>
    private static string? Integer(string text) => new DocumentScalar(ScalarKind.Number, text).ToInteger();

    /// <param name="fallback">Value if the key is missing or its value is not valid.</param>
    /// <param name="expected">Accepted input, for messages.</param>
    /// <param name="range">Returns the accepted input for a value of the right kind that is out of range; null for
    /// another kind.</param>
    private T Parse<T>(string key, T fallback, string expected, Func<string, T?> read, Func<string, string?>? range = null)
        where T : struct
    {
        if (Scalar(key) is not { } scalar)
        {
            return fallback;
        }

        if (read(scalar.Text) is { } value)
        {
            return value;
        }

        if (range?.Invoke(scalar.Text) is { } accepted)
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                scalar.Position,
                GetPath(key),
                $"{scalar.Description} is out of range",
                $"use {accepted}"
            );
        }
        else
        {
            AddError(scalar, GetPath(key), expected);
        }

        return fallback;
    }
}
