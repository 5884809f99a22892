using Scalewright.Documents;
using Scalewright.Topologies;

namespace Scalewright.Providers.Containers.Networks;

/// <summary>Interface of a node, as an entry of <c>interfaces</c> in the network section of its hardware.</summary>
/// <param name="Network">Name of the network in the topology.</param>
/// <param name="Address">Address; null for the next free one.</param>
/// <param name="Mac">MAC address; empty for one derived from the address.</param>
internal sealed record NodeInterface(string Network, Address? Address, string Mac)
{
    private const string Interfaces = "interfaces";
    private const string NetworkKey = "vlan";
    private const string AddressKey = "address";
    private const string MacKey = "mac";

    private static readonly string[] Keys = [NetworkKey, AddressKey, MacKey];

    /// <summary>Returns the valid interfaces of a node; empty if it is in the default network.</summary>
    public static ValueList<NodeInterface> Read(NodeSpec node) =>
        [
            .. ((node.Hardware.Network?[Interfaces] as DocumentList) ?? new DocumentList([]))
                .OfType<DocumentMap>()
                .Where(entry => CheckEntry(entry, "").All(problem => problem.Severity != ProblemSeverity.Error))
                .Select(entry => new NodeInterface(
                    GetText(entry, NetworkKey),
                    Topologies.Address.TryParse(GetText(entry, AddressKey), out Address address) ? address : null,
                    GetText(entry, MacKey).ToLowerInvariant()
                )),
        ];

    /// <summary>Returns the errors and warnings of the network section of a node.</summary>
    public static IEnumerable<Problem> Check(NodeSpec node)
    {
        if (node.Hardware.Network is not { Count: > 0 } section)
        {
            return [];
        }

        string field = $"{node.Name}.network";
        return section[Interfaces] switch
        {
            DocumentList list => list.SelectMany(
                (entry, index) => CheckEntry(entry, string.Create(CultureInfo.InvariantCulture, $"{field}.{Interfaces}[{index}]"))
            ),
            null => [],
            var value => [Error(ProblemCode.WrongType, value, $"{field}.{Interfaces}", $"found {value.Description}", "use a list of maps")],
        };
    }

    private static IEnumerable<Problem> CheckEntry(DocumentNode node, string field)
    {
        if (node is not DocumentMap entry)
        {
            return [Error(ProblemCode.WrongType, node, field, $"found {node.Description}", $"use a map with the key {NetworkKey}")];
        }

        IEnumerable<Problem> values = Keys.Select(key => CheckValue(entry, key, field)).OfType<Problem>();
        IEnumerable<Problem> unused = entry
            .Where(pair => !Keys.Contains(pair.Key, StringComparer.Ordinal))
            .Select(pair => new Problem(
                ProblemCode.UnknownField,
                "the containers provider does not use it",
                $"it uses {string.Join(", ", Keys)}"
            )
            {
                Severity = ProblemSeverity.Warning,
                Field = $"{field}.{TextEscaping.Escape(pair.Key)}",
                Position = pair.KeyPosition,
            });
        return [.. values, .. unused];
    }

    /// <returns>The problem of a value; null if it is valid.</returns>
    private static Problem? CheckValue(DocumentMap entry, string key, string field)
    {
        DocumentNode position = entry[key] ?? entry;
        string path = $"{field}.{key}";
        if (entry[key] is { } node and not DocumentScalar)
        {
            return Error(ProblemCode.WrongType, position, path, $"found {node.Description}", "use a text");
        }

        string text = GetText(entry, key);
        string found = $"found '{TextEscaping.Escape(text)}'";
        return key switch
        {
            NetworkKey when text.Length == 0 => Error(
                ProblemCode.MissingField,
                position,
                path,
                "it is missing",
                "use the name of a network of the topology"
            ),
            AddressKey when text.Length > 0 && !Topologies.Address.TryParse(text, out _) => Error(
                ProblemCode.OutOfRange,
                position,
                path,
                found,
                "use an address without a prefix length, as in 10.20.0.5"
            ),
            MacKey when text.Length > 0 && !IsMac(text) => Error(
                ProblemCode.OutOfRange,
                position,
                path,
                found,
                "use a unicast MAC address, as in 02:42:0a:14:00:05"
            ),
            _ => null,
        };
    }

    private static string GetText(DocumentMap entry, string key) =>
        entry[key] is DocumentScalar { ScalarKind: not ScalarKind.Null } scalar ? scalar.Text : "";

    private static Problem Error(ProblemCode code, DocumentNode node, string field, string found, string advice) =>
        new(code, found, advice) { Field = field, Position = node.Position };

    // The second digit of a unicast address is even.
    private static bool IsMac(string text) =>
        text.Length == 17
        && text.Select((character, index) => index % 3 == 2 ? character == ':' : char.IsAsciiHexDigit(character)).All(isValid => isValid)
        && (Convert.ToByte(text[..2], 16) & 1) == 0;
}
