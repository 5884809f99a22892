namespace Loopback.Minimega.Machines;

/// <summary>Notation: <c>[bridge,]vlan[,mac][,driver]</c>.</summary>
/// <param name="Vlan">Number or alias.</param>
/// <param name="Mac">Empty for one that the server chooses.</param>
internal sealed partial record NetSpec(string Raw, string Bridge, string Vlan, string Mac, string Driver)
{
    public const string DefaultBridge = "mega_bridge";
    public const string DefaultDriver = "e1000";

    private static readonly string[] Drivers =
    [
        "e1000",
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
        "ne2k_pci",
        "pcnet",
        "rtl8139",
        "usb-net",
        "virtio-net-pci",
        "vmxnet3",
    ];

    public static NetSpec Read(string text)
    {
        List<string> parts = [.. text.Split(',')];
        string driver = TakeLast(parts, part => Drivers.Contains(part)) ?? DefaultDriver;
        string mac = TakeLast(parts, part => MacShape().IsMatch(part)) ?? "";
        return parts.Count is 1 or 2 && parts.TrueForAll(part => part.Length > 0)
            ? new(text, parts.Count == 2 ? parts[0] : DefaultBridge, parts[^1], mac, driver)
            : throw new CommandFailure("malformed netspec");
    }

    public override string ToString() =>
        (Bridge == DefaultBridge ? "" : Bridge + ",")
        + Vlan
        + (Mac.Length > 0 ? "," + Mac : "")
        + (Driver == DefaultDriver ? "" : "," + Driver);

    private static string? TakeLast(List<string> parts, Predicate<string> fits)
    {
        if (parts.Count < 2 || !fits(parts[^1]))
        {
            return null;
        }

        string last = parts[^1];
        parts.RemoveAt(parts.Count - 1);
        return last;
    }

    [GeneratedRegex("^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MacShape();
}
