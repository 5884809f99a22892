using System.Collections.Frozen;

namespace Scalewright.Providers.Minimega.Backend;

/// <summary>Creates the commands that launch a node.</summary>
internal static class VmLaunch
{
    /// <summary>Prefix of annotations that are settings of <c>vm config</c>.</summary>
    private const string AnnotationPrefix = "minimega.";
    private const string KindAnnotation = AnnotationPrefix + "kind";
    private const string FileSystemAnnotation = AnnotationPrefix + "filesystem";

    // Settings of vm config with one value that change nothing but the VM: without those of several values, which are
    // read part by part, and without the ownership tag.
    private static readonly FrozenSet<string> Settable = FrozenSet.Create(
        StringComparer.Ordinal,
        "append",
        "backchannel",
        "bidirectional-copy-paste",
        "cdrom",
        "colocate",
        "cores",
        "coschedule",
        "cpu",
        "disks",
        "fifos",
        "filesystem",
        "hostname",
        "init",
        "initrd",
        "kernel",
        "machine",
        "memory",
        "migrate",
        "preinit",
        "qemu",
        "qemu-append",
        "schedule",
        "serial-ports",
        "snapshot",
        "sockets",
        "state",
        "threads",
        "tpm-socket",
        "usb-use-xhci",
        "uuid",
        "vcpus",
        "vga",
        "virtio-ports"
    );

    /// <summary>
    /// Returns the commands before the launch. The ownership tag is set first: another client that configures a VM in
    /// this namespace first clears the configuration, which also removes the tag.
    /// </summary>
    /// <exception cref="ArgumentException">A value cannot be quoted in a command.</exception>
    public static IEnumerable<string> Configure(NodeSpec node, StoredResourceTag tag, MinimegaOptions options)
    {
        yield return "clear vm config";
        yield return Config("tags", MinimegaVm.TagKey, tag.ToText());
        yield return Config("memory", node.Hardware.MemoryMiB.ToString(CultureInfo.InvariantCulture));
        yield return Config("vcpus", node.Hardware.Cpus.ToString(CultureInfo.InvariantCulture));
        if (GetKind(node, options) == MinimegaNodeKind.Container)
        {
            if (node.Hardware.Image.Length > 0)
            {
                yield return Config("filesystem", node.Hardware.Image);
            }

            yield return Config("hostname", node.Name);
        }
        else if (node.Hardware.Image.Length > 0)
        {
            yield return Config("disks", node.Hardware.Image);
        }

        ValueList<string> cards = NetworkCards.Read(node, options);
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
        MinimegaCommandText.Join("vm", "launch", GetKind(node, options) == MinimegaNodeKind.Container ? "container" : "kvm", vm);

    /// <summary>Returns the known reasons why a node cannot be created.</summary>
    public static IEnumerable<Problem> Check(NodeSpec node, MinimegaOptions options) =>
        CheckKind(node, options)
            .Concat(CheckSettings(node))
            .Concat(CheckTexts(node, options))
            .Concat(IgnoredStartup.Find([node], "VM", "put them into the image, or run them later"));

    private static IEnumerable<Problem> CheckKind(NodeSpec node, MinimegaOptions options)
    {
        if (node.Annotations.TryGetValue(KindAnnotation, out string? kind) && kind is not ("kvm" or "container"))
        {
            yield return Invalid(node, $"{KindAnnotation} is '{TextEscaping.Escape(kind)}'", "use kvm or container");
        }

        if (
            GetKind(node, options) == MinimegaNodeKind.Container
            && node.Hardware.Image.Length == 0
            && !node.Annotations.ContainsKey(FileSystemAnnotation)
        )
        {
            yield return MinimegaProblems.NoImage(node.Name);
        }
    }

    /// <summary>Reports annotations of minimega that are not settings, for example misspelled ones.</summary>
    private static IEnumerable<Problem> CheckSettings(NodeSpec node) =>
        node
            .Annotations.Keys.Where(name =>
                name.StartsWith(AnnotationPrefix, StringComparison.Ordinal)
                && name != KindAnnotation
                && !Settable.Contains(name[AnnotationPrefix.Length..])
            )
            .Select(name =>
                Invalid(
                    node,
                    $"'{TextEscaping.Escape(name)}' names no setting of a node",
                    $"use {AnnotationPrefix} and one of kind, {string.Join(", ", Settable.Order(StringComparer.Ordinal))}"
                )
            );

    /// <summary>Reports texts that minimega would read in another way.</summary>
    private static IEnumerable<Problem> CheckTexts(NodeSpec node, MinimegaOptions options)
    {
        if (GetKind(node, options) == MinimegaNodeKind.Kvm && node.Hardware.Image.Contains(',', StringComparison.Ordinal))
        {
            yield return Invalid(
                node,
                $"the image '{TextEscaping.Escape(node.Hardware.Image)}' has a comma, after which minimega reads the "
                    + "interface of a disk",
                $"use a path without commas, or the annotation {AnnotationPrefix}disks"
            );
        }

        if (node.Name.AsSpan().ContainsAny(',', '[', ']'))
        {
            yield return Invalid(node, "minimega reads its name as several names", "use a name without ',', '[' and ']'");
        }

        if (FindProblem(node, options) is { } fault)
        {
            yield return Invalid(node, fault, "remove control characters, and use only one kind of quotes");
        }
    }

    private static Problem Invalid(NodeSpec node, string found, string advice) =>
        new(ProblemCode.ProviderContractViolation, found, advice) { Field = node.Name };

    /// <summary>Returns the reason why a value cannot be quoted in a command; null if all can.</summary>
    private static string? FindProblem(NodeSpec node, MinimegaOptions options)
    {
        try
        {
            StoredResourceTag none = new()
            {
                Owner = "",
                Name = node.Name,
                Token = "",
                CreatedAt = DateTimeOffset.UnixEpoch,
            };
            _ = Configure(node, none, options).Count();
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    private static string Config(params IEnumerable<string> arguments) => MinimegaCommandText.Join(["vm", "config", .. arguments]);

    private static MinimegaNodeKind GetKind(NodeSpec node, MinimegaOptions options) =>
        node.Annotations.GetValueOrDefault(KindAnnotation, "") switch
        {
            "kvm" => MinimegaNodeKind.Kvm,
            "container" => MinimegaNodeKind.Container,
            _ => options.DefaultNodeKind,
        };

    private static IEnumerable<(string Key, string Value)> Settings(NodeSpec node) =>
        node
            .Annotations.Where(annotation => annotation.Key.StartsWith(AnnotationPrefix, StringComparison.Ordinal))
            .Select(annotation => (Key: annotation.Key[AnnotationPrefix.Length..], annotation.Value))
            .Where(setting => Settable.Contains(setting.Key));
}
