using Scalewright.Documents;
using Scalewright.Providers.Marks;

namespace Scalewright.Providers.Minimega.Backend;

/// <summary>Creates the commands that launch a node.</summary>
internal static class VmLaunch
{
    /// <summary>Prefix of annotations that are settings of <c>vm config</c>.</summary>
    private const string AnnotationPrefix = "minimega.";
    private const string KindAnnotation = AnnotationPrefix + "kind";

    /// <summary>
    /// Returns the commands before the launch. The ownership tag is set first: another client that configures a VM in
    /// this namespace first clears the configuration, which also removes the tag.
    /// </summary>
    /// <exception cref="ArgumentException">A value cannot be quoted in a command.</exception>
    public static IEnumerable<string> Configure(NodeSpec node, StoredResourceTag tag, MinimegaOptions options)
    {
        yield return "clear vm config";
        yield return Config("tags", OwnershipTagText.Key, OwnershipTagText.Write(tag));
        yield return Config("memory", node.Hardware.MemoryMiB.ToString(CultureInfo.InvariantCulture));
        yield return Config("vcpus", node.Hardware.Cpus.ToString(CultureInfo.InvariantCulture));
        if (GetKind(node, options) == MinimegaNodeKind.Container)
        {
            yield return Config("filesystem", node.Hardware.Image);
            yield return Config("hostname", node.Name);
        }
        else if (node.Hardware.Image.Length > 0)
        {
            yield return Config("disks", node.Hardware.Image);
        }

        ValueList<string> cards = Cards(node, options);
        if (cards.Count > 0)
        {
            yield return Config(["networks", .. cards]);
        }

        foreach ((string key, string value) in Settings(node))
        {
            yield return Config(key, value);
        }
    }

    public static string Launch(NodeSpec node, string vm, MinimegaOptions options) =>
        MinimegaCommandText.Join(
            "vm", "launch", GetKind(node, options) == MinimegaNodeKind.Container ? "container" : "kvm", vm);

    /// <summary>Returns the known reasons why a node cannot be created.</summary>
    public static IEnumerable<Problem> Check(NodeSpec node, MinimegaOptions options)
    {
        if (node.Annotations.TryGetValue(KindAnnotation, out string? kind) && kind is not ("kvm" or "container"))
        {
            yield return new Problem(ProblemCode.ProviderContractViolation,
                $"{KindAnnotation} is '{TextEscaping.Escape(kind)}'", "use kvm or container") { Field = node.Name };
        }

        if (GetKind(node, options) == MinimegaNodeKind.Container && node.Hardware.Image.Length == 0)
        {
            yield return new Problem(ProblemCode.ProviderContractViolation, "a container has no image",
                "name a folder with a root file system, or tar: and an archive") { Field = node.Name };
        }

        if (Fault(node, options) is { } fault)
        {
            yield return new Problem(ProblemCode.ProviderContractViolation, fault,
                "remove control characters, and use only one kind of quotes") { Field = node.Name };
        }

        if (node.Files.Count + node.StartupScripts.Count + node.StartupCommands.Count > 0)
        {
            yield return new Problem(ProblemCode.ProviderContractViolation,
                "its files, startup commands and scripts are not put into the node",
                "put them into the image, or there once it is ready")
            {
                Field = node.Name,
                Severity = ProblemSeverity.Warning,
            };
        }
    }

    private static string? Fault(NodeSpec node, MinimegaOptions options)
    {
        try
        {
            StoredResourceTag none =
                new() { Owner = "", Name = node.Name, Token = "", CreatedAt = DateTimeOffset.UnixEpoch };
            _ = Configure(node, none, options).Count();
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    private static string Config(params IEnumerable<string> arguments) =>
        MinimegaCommandText.Join(["vm", "config", .. arguments]);

    private static MinimegaNodeKind GetKind(NodeSpec node, MinimegaOptions options) =>
        node.Annotations.GetValueOrDefault(KindAnnotation, "") switch
        {
            "kvm" => MinimegaNodeKind.Kvm,
            "container" => MinimegaNodeKind.Container,
            _ => options.DefaultNodeKind,
        };

    private static IEnumerable<(string Key, string Value)> Settings(NodeSpec node)
    {
        foreach ((string name, string value) in node.Annotations)
        {
            if (name.StartsWith(AnnotationPrefix, StringComparison.Ordinal) && name != KindAnnotation)
            {
                string key = name[AnnotationPrefix.Length..];
                yield return key.Length > 0
                    && key.All(character => char.IsAsciiLetterLower(character) || character == '-')
                    ? (key, value)
                    : throw new ArgumentException($"'{TextEscaping.Escape(name)}' names no setting of vm config");
            }
        }
    }

    /// <summary>
    /// Returns the interfaces of the network section in the format <c>[bridge,]vlan[,mac][,driver]</c>; without a
    /// network section, a single interface.
    /// </summary>
    private static ValueList<string> Cards(NodeSpec node, MinimegaOptions options) =>
        node.Hardware.Network?["interfaces"] is DocumentList interfaces
            ? interfaces.OfType<DocumentMap>().Where(card => Text(card, "vlan").Length > 0).Select(Card).ToValueList()
            : [options.Vlan];

    private static string Card(DocumentMap card) =>
        string.Join(',', ((string[])[Text(card, "bridge"), Text(card, "vlan"), Text(card, "mac"), Text(card, "driver")])
            .Where(part => part.Length > 0));

    private static string Text(DocumentMap card, string key) => card[key] is DocumentScalar scalar ? scalar.Text : "";
}
