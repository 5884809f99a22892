using System.Collections.Frozen;
using Scalewright.Documents;

namespace Scalewright.Providers.Minimega.Backend;

/// <summary>
/// Reads the network cards of nodes. minimega has one text for a card, <c>[bridge,]vlan[,mac][,driver]</c>, and
/// determines the meaning of a part by its form. Each part must therefore be what its key says.
/// </summary>
internal static class NetworkCards
{
    /// <summary>Texts that <see cref="IsVlan"/> accepts.</summary>
    public const string VlanAdvice = "use a number from 1 to 4094, or a name without commas, blanks and quotes";

    private const string Interfaces = "interfaces";

    private static readonly string[] Parts = ["bridge", "vlan", "mac", "driver"];

    // Names of network devices of QEMU.
    private static readonly FrozenSet<string> Drivers = FrozenSet.Create(
        StringComparer.Ordinal,
        "e1000",
        "e1000-82544gc",
        "e1000-82545em",
        "e1000e",
        "i82550",
        "i82551",
        "i82557a",
        "i82557b",
        "i82557c",
        "i82558a",
        "i82558b",
        "i82559a",
        "i82559b",
        "i82559c",
        "i82559er",
        "i82562",
        "i82801",
        "igb",
        "ne2k_isa",
        "ne2k_pci",
        "pcnet",
        "rtl8139",
        "tulip",
        "usb-net",
        "virtio-net-device",
        "virtio-net-pci",
        "virtio-net-pci-non-transitional",
        "virtio-net-pci-transitional",
        "vmxnet3"
    );

    /// <summary>Returns the valid cards of a node as arguments of <c>vm config networks</c>.</summary>
    public static ValueList<string> Read(NodeSpec node, MinimegaOptions options) =>
        node.Hardware.Network is not { Count: > 0 } network
            ? [options.Vlan]
            : (network[Interfaces] as DocumentList ?? new DocumentList([]))
                .OfType<DocumentMap>()
                .Where(card => Parts.All(part => WhyNot(part, card[part]) is null))
                .Select(card => Parts.Select(part => (card[part] as DocumentScalar)?.Text ?? ""))
                .Select(parts => string.Join(',', parts.Where(text => text.Length > 0)))
                .ToValueList();

    /// <summary>Returns the errors and warnings of the network section of a node.</summary>
    public static IEnumerable<Problem> Check(NodeSpec node)
    {
        if (node.Hardware.Network is not { Count: > 0 } network)
        {
            return [];
        }

        string field = $"{node.Name}.node_template.network";
        IEnumerable<Problem> cards = network[Interfaces] switch
        {
            DocumentList list => list.SelectMany(
                (card, index) => CheckCard(card, string.Create(CultureInfo.InvariantCulture, $"{field}.{Interfaces}[{index}]"))
            ),
            null => [Error(ProblemCode.MissingField, network, field, "it has no interfaces", "add a list of them")],
            var value => [Error(ProblemCode.WrongType, value, $"{field}.{Interfaces}", $"found {value.Description}", "use a list of maps")],
        };
        return [.. cards, .. Unused(network, [Interfaces], field)];
    }

    /// <summary>Returns true if minimega reads a text as a VLAN, and as nothing else.</summary>
    public static bool IsVlan([NotNullWhen(true)] string? text) => WhyNotVlan(text ?? "") is null;

    private static IEnumerable<Problem> CheckCard(DocumentNode node, string field) =>
        node is DocumentMap card
            ? [.. Parts.SelectMany(part => CheckPart(card, part, field)), .. Unused(card, Parts, field)]
            : [Error(ProblemCode.WrongType, node, field, $"found {node.Description}", "use a map with the key vlan")];

    private static IEnumerable<Problem> CheckPart(DocumentMap card, string part, string field) =>
        WhyNot(part, card[part]) is { } reason
            ? [Error(reason.Code, card[part] ?? card, $"{field}.{part}", reason.Found, reason.Advice)]
            : [];

    private static IEnumerable<Problem> Unused(DocumentMap map, string[] used, string field) =>
        map.Where(entry => !used.Contains(entry.Key, StringComparer.Ordinal))
            .Select(entry => new Problem(
                ProblemCode.UnknownField,
                "the minimega provider does not use it",
                $"it uses {string.Join(", ", used)}"
            )
            {
                Severity = ProblemSeverity.Warning,
                Field = $"{field}.{TextEscaping.Escape(entry.Key)}",
                Position = entry.KeyPosition,
            });

    private static Problem Error(ProblemCode code, DocumentNode node, string field, string found, string advice) =>
        new(code, found, advice) { Field = field, Position = node.Position };

    private static Reason? WhyNot(string part, DocumentNode? node) =>
        node switch
        {
            null or DocumentScalar { ScalarKind: ScalarKind.Null } => part == "vlan"
                ? new(ProblemCode.MissingField, "it is missing", "specify the VLAN of the card")
                : null,
            DocumentScalar { ScalarKind: ScalarKind.Boolean or ScalarKind.Number or ScalarKind.Timestamp, IsUntyped: false }
            or not DocumentScalar => new(ProblemCode.WrongType, $"found {node.Description}", Advice(part)),
            DocumentScalar scalar when WhyNotText(part, scalar.Text) is { } found => new(
                ProblemCode.OutOfRange,
                $"'{TextEscaping.Escape(scalar.Text)}' {found}",
                Advice(part)
            ),
            _ => null,
        };

    private static string? WhyNotText(string part, string text) =>
        part switch
        {
            "vlan" => WhyNotVlan(text),
            "mac" => WhyNotMac(text),
            "driver" => Drivers.Contains(text) ? null : "is not a driver of a card",
            _ => WhyNotBridge(text),
        };

    private static string Advice(string part) =>
        part switch
        {
            "vlan" => VlanAdvice,
            "mac" => "use six bytes with colons, as in 00:16:3e:00:00:01",
            "driver" => $"use {string.Join(", ", Drivers.Order(StringComparer.Ordinal))}",
            _ => "use the name of a bridge, up to 15 bytes without commas, blanks, quotes, '/' and ':'",
        };

    // minimega reads a signed number as a number. 0 and 4095 are reserved by IEEE 802.1Q, the names by minimega.
    private static string? WhyNotVlan(string text)
    {
        if (!IsName(text))
        {
            return "is not a VLAN";
        }

        if (text is "all" or "BLACKLISTED" or "DISCONNECTED")
        {
            return "is reserved by minimega";
        }

        if (Drivers.Contains(text) || IsMac(text))
        {
            return "would be read as another part of the card";
        }

        bool isNumber = text.TrimStart('+', '-').All(char.IsAsciiDigit);
        return !isNumber || IsVlanNumber(text) ? null : "is not a VLAN";
    }

    private static bool IsVlanNumber(string digits) =>
        digits[0] is >= '1' and <= '9' && digits.Length <= 4 && int.Parse(digits, CultureInfo.InvariantCulture) <= 4094;

    // Linux accepts no multicast address and no zero as the address of a card.
    private static string? WhyNotMac(string text)
    {
        if (!IsMac(text))
        {
            return "is not a MAC address";
        }

        if (text == "00:00:00:00:00:00")
        {
            return "is not an address of a card";
        }

        return (Convert.ToByte(text[..2], 16) & 1) == 0 ? null : "is a multicast address";
    }

    private static string? WhyNotBridge(string text) =>
        IsName(text) && text is not ("." or "..") && !text.AsSpan().ContainsAny('/', ':') && Encoding.UTF8.GetByteCount(text) <= 15
            ? null
            : "is not a name of a bridge";

    private static bool IsName(string text) =>
        text.Length > 0
        && !text.Any(character =>
            char.IsWhiteSpace(character) || char.IsControl(character) || character is ',' or '"' or '\'' or '#' or '\\'
        );

    private static bool IsMac(string text) =>
        text.Length == 17
        && text.Select((character, index) => index % 3 == 2 ? character == ':' : char.IsAsciiHexDigit(character)).All(fits => fits);

    private sealed record Reason(ProblemCode Code, string Found, string Advice);
}
