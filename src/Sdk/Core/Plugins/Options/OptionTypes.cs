using Scalewright.Documents;
using Scalewright.Topologies;

namespace Scalewright.Plugins.Options;

/// <summary>Readers of texts, Booleans and composed types. For numbers see <see cref="NumberTypes"/>.</summary>
public static class OptionTypes
{
    /// <summary>Reads a text. Rejects numbers and Booleans, except in untyped formats.</summary>
    public static OptionType<string> Text { get; } =
        static (node, out value) =>
        {
            value = node.Node is DocumentScalar scalar && (scalar.ScalarKind == ScalarKind.Text || scalar.IsUntyped) ? scalar.Text : null;
            return value is not null || node.ReportWrongType(node.Scalar is null ? "use a text" : "use a text, in quotes");
        };

    /// <summary>Reads a text of a length and a pattern. Otherwise like <see cref="Text"/>.</summary>
    /// <param name="minLength">Smallest accepted number of characters.</param>
    /// <param name="maxLength">Largest accepted number of characters.</param>
    /// <param name="pattern">Regular expression that matches the whole text. Null: any text.</param>
    /// <param name="description">Accepted values for error messages. Null: the message contains the pattern.</param>
    public static OptionType<string> LimitedText(
        int minLength = 0,
        int maxLength = int.MaxValue,
        string? pattern = null,
        string? description = null
    )
    {
        TextLimits limits = new(minLength, maxLength, pattern, description);
        return (node, out value) => Text(node, out value) && limits.Check(value!, node.Field, node.Node.Position, node.Problems);
    }

    /// <summary>
    /// Reads <c>true</c> or <c>false</c>. Quoted values cause a warning. Rejects other texts, for example <c>yes</c>.
    /// </summary>
    public static OptionType<bool> Boolean { get; } =
        static (node, out value) =>
        {
            value = false;
            if (node.Scalar is not { ScalarKind: ScalarKind.Boolean or ScalarKind.Text } scalar || !bool.TryParse(scalar.Text, out value))
            {
                return node.ReportWrongType("use true or false");
            }

            node.WarnCoerced("a boolean");
            return true;
        };

    /// <summary>Reads a duration: numbers with the units ms, s, m, h or d, or <c>hh:mm:ss</c>.</summary>
    public static OptionType<TimeSpan> Duration { get; } =
        static (node, out value) =>
        {
            value = default;
            return (node.Scalar is { } scalar && DurationParser.TryParse(scalar.Text, out value))
                || node.ReportWrongType("use a number with ms, s, m, h or d as in 90s or 1h30m, or hh:mm:ss");
        };

    /// <summary>Reads an absolute URI.</summary>
    public static OptionType<System.Uri> Uri { get; } =
        static (node, out value) =>
        {
            value = null;
            return (node.Scalar is { ScalarKind: ScalarKind.Text } scalar && System.Uri.TryCreate(scalar.Text, UriKind.Absolute, out value))
                || node.ReportWrongType("use an absolute address, as in https://example.org/image");
        };

    /// <summary>Reads an IPv4 or IPv6 address.</summary>
    public static OptionType<System.Net.IPAddress> IPAddress { get; } =
        static (node, out value) =>
        {
            value =
                node.Scalar is { } scalar && Address.TryParse(scalar.Text, out Address address)
                    ? System.Net.IPAddress.Parse(address.ToString())
                    : null;
            return value is not null || node.ReportWrongType("use an address, as in 10.0.0.7 or fd00::7");
        };

    /// <summary>Reads a network as <c>address/prefix</c>.</summary>
    public static OptionType<Subnet> Subnet { get; } =
        static (node, out value) =>
        {
            value = default;
            return (node.Scalar is { } scalar && Topologies.Subnet.TryParse(scalar.Text, out value))
                || node.ReportWrongType("use a network, as in 10.0.0.0/24 or fd00::/64");
        };

    /// <summary>Reads a network as <c>address/prefix</c>, without bits after the prefix.</summary>
    public static OptionType<System.Net.IPNetwork> IPNetwork { get; } =
        static (node, out value) =>
        {
            value = default;
            if (!Subnet(node, out Topologies.Subnet subnet))
            {
                return false;
            }

            if (subnet.Base != subnet.First)
            {
                return node.ReportWrongType($"use the first address of the network, as in {subnet.First}/{subnet.PrefixLength}");
            }

            value = new System.Net.IPNetwork(System.Net.IPAddress.Parse(subnet.First.ToString()), subnet.PrefixLength);
            return true;
        };

    /// <summary>Reads any value without conversion.</summary>
    public static OptionType<DocumentNode> Node { get; } =
        static (node, out value) =>
        {
            value = node.Node;
            return true;
        };

    /// <summary>Reads any map without conversion.</summary>
    public static OptionType<DocumentMap> Map { get; } =
        static (node, out value) =>
        {
            value = node.Node as DocumentMap;
            return value is not null || node.ReportWrongType("use a map");
        };

    /// <summary>Reads one of several names. Ignores case, underscores and hyphens.</summary>
    /// <typeparam name="T">The enum.</typeparam>
    /// <param name="choices">The names in snake_case with their values.</param>
    public static OptionType<T> Choice<T>(params (string Word, T Value)[] choices) =>
        (node, out value) =>
        {
            foreach ((string word, T candidate) in choices)
            {
                if (node.Scalar is { } scalar && Plain(word).Equals(Plain(scalar.Text), StringComparison.OrdinalIgnoreCase))
                {
                    value = candidate;
                    return true;
                }
            }

            value = default!;
            string[] words = [.. choices.Select(word => word.Word)];
            string meant = node.Scalar is { } text && Spelling.FindClosest(text.Text, words) is { } near ? $"did you mean '{near}'? " : "";
            return node.ReportWrongType($"{meant}use one of {string.Join(", ", words)}");
        };

    /// <summary>Reads null or a value of another type.</summary>
    /// <typeparam name="T">The other type, a class.</typeparam>
    /// <param name="type">Reader of the value.</param>
    public static OptionType<T?> OrNull<T>(OptionType<T> type)
        where T : class =>
        (node, out value) =>
        {
            value = null;
            return IsNull(node) || type(node, out value);
        };

    /// <summary>Reads null or a value of another type.</summary>
    /// <typeparam name="T">The other type, a struct.</typeparam>
    /// <param name="type">Reader of the value.</param>
    public static OptionType<T?> OrNullValue<T>(OptionType<T> type)
        where T : struct =>
        (node, out value) =>
        {
            value = null;
            if (IsNull(node))
            {
                return true;
            }

            bool done = type(node, out T parsed);
            value = parsed;
            return done;
        };

    /// <summary>Reads <c>false</c> as null, otherwise a value of another type.</summary>
    /// <typeparam name="T">The other type, which is nullable.</typeparam>
    /// <param name="type">Reader of the value.</param>
    public static OptionType<T> OrFalse<T>(OptionType<T> type) =>
        (node, out value) =>
        {
            value = default;
            return IsFalse(node) || type(node, out value);
        };

    /// <summary>Reads a list. In untyped formats, the elements are separated by commas.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="type">Reader of the elements.</param>
    /// <param name="minLength">Smallest accepted number of elements.</param>
    /// <param name="maxLength">Largest accepted number of elements.</param>
    public static OptionType<ValueList<T>> ListOf<T>(OptionType<T> type, int minLength = 0, int maxLength = int.MaxValue) =>
        (node, out value) =>
        {
            value = null;
            if (
                (node.Node is DocumentScalar { IsUntyped: true } joined ? IniProfileConverter.Split(joined) : node.Node as DocumentList)
                is not { } list
            )
            {
                return node.ReportWrongType("use a list");
            }

            List<T> items = new(list.Count);
            for (int i = 0; i < list.Count; i++)
            {
                if (type(new OptionNode(list[i], $"{node.Field}[{i}]", node.Problems), out T? item))
                {
                    items.Add(item!);
                }
            }

            value = items.ToValueList();
            return LengthCheck.IsWithin(list.Count, minLength, maxLength)
                || node.ReportOutOfRange(LengthCheck.Describe(list.Count, "element"), LengthCheck.Advise(minLength, maxLength, "element"));
        };

    /// <summary>Reads a map with arbitrary keys.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="type">Reader of the values.</param>
    /// <param name="minLength">Smallest accepted number of keys.</param>
    /// <param name="maxLength">Largest accepted number of keys.</param>
    public static OptionType<ValueMap<T>> MapOf<T>(OptionType<T> type, int minLength = 0, int maxLength = int.MaxValue) =>
        (node, out value) =>
        {
            value = null;
            if (node.Node is not DocumentMap map)
            {
                return node.ReportWrongType("use a map");
            }

            Dictionary<string, T> items = new(StringComparer.Ordinal);
            foreach (DocumentEntry entry in map)
            {
                if (type(new OptionNode(entry.Value, $"{node.Field}.{TextEscaping.Escape(entry.Key)}", node.Problems), out T? item))
                {
                    items[entry.Key] = item!;
                }
            }

            value = items.ToValueMap();
            return LengthCheck.IsWithin(map.Count, minLength, maxLength)
                || node.ReportOutOfRange(LengthCheck.Describe(map.Count, "key"), LengthCheck.Advise(minLength, maxLength, "key"));
        };

    /// <summary>Reads a nested record from a map. Warns about unknown keys.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="keys">Keys of the record.</param>
    /// <param name="read">Reads the record from the map.</param>
    public static OptionType<T> Record<T>(ValueList<string> keys, Func<OptionsReader, T> read) =>
        (node, out value) =>
        {
            value = default;
            if (node.Node is not DocumentMap map)
            {
                return node.ReportWrongType($"use a map with {string.Join(", ", keys)}");
            }

            OptionsReader reader = new(map, node.Problems, node.Field);
            reader.WarnUnknown(keys);
            value = read(reader);
            return true;
        };

    private static bool IsNull(OptionNode node) => node.Node is DocumentScalar { ScalarKind: ScalarKind.Null };

    private static bool IsFalse(OptionNode node) =>
        node.Scalar is { } scalar
        && (scalar.ScalarKind == ScalarKind.Boolean || scalar.IsUntyped)
        && scalar.Text.Equals("false", StringComparison.OrdinalIgnoreCase);

    private static string Plain(string text) => text.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
