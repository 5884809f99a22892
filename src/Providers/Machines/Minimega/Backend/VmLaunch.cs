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
    public static IEnumerable<Problem> Check(NodeSpec node, MinimegaOptions options)
    {
        if (node.Annotations.TryGetValue(KindAnnotation, out string? kind) && kind is not ("kvm" or "container"))
        {
            yield return new Problem(
                ProblemCode.ProviderContractViolation,
                $"{KindAnnotation} is '{TextEscaping.Escape(kind)}'",
                "use kvm or container"
            )
            {
                Field = node.Name,
            };
        }

        if (
            GetKind(node, options) == MinimegaNodeKind.Container
            && node.Hardware.Image.Length == 0
            && !node.Annotations.ContainsKey(FileSystemAnnotation)
        )
        {
            yield return MinimegaProblems.NoImage(node.Name);
        }

        foreach (
            string name in node.Annotations.Keys.Where(name =>
                name.StartsWith(AnnotationPrefix, StringComparison.Ordinal)
                && name != KindAnnotation
                && !Settable.Contains(name[AnnotationPrefix.Length..])
            )
        )
        {
            yield return new Problem(
                ProblemCode.ProviderContractViolation,
                $"'{TextEscaping.Escape(name)}' names no setting of a node",
                $"use {AnnotationPrefix} and one of kind, {string.Join(", ", Settable.Order(StringComparer.Ordinal))}"
            )
            {
                Field = node.Name,
            };
        }

        if (GetKind(node, options) == MinimegaNodeKind.Kvm && node.Hardware.Image.Contains(',', StringComparison.Ordinal))
        {
            yield return new Problem(
                ProblemCode.ProviderContractViolation,
                $"the image '{TextEscaping.Escape(node.Hardware.Image)}' has a comma, after which minimega reads the "
                    + "interface of a disk",
                $"use a path without commas, or the annotation {AnnotationPrefix}disks"
            )
            {
                Field = node.Name,
            };
        }

        if (node.Name.AsSpan().ContainsAny(',', '[', ']'))
        {
            yield return new Problem(
                ProblemCode.ProviderContractViolation,
                "minimega reads its name as several names",
                "use a name without ',', '[' and ']'"
            )
            {
                Field = node.Name,
            };
        }

        if (Fault(node, options) is { } fault)
        {
            yield return new Problem(
                ProblemCode.ProviderContractViolation,
                fault,
                "remove control characters, and use only one kind of quotes"
            )
            {
                Field = node.Name,
            };
        }

        foreach (Problem ignored in IgnoredStartup.Find([node], "VM", "put them into the image, or run them later"))
        {
            yield return ignored;
        }
    }

    private static string? Fault(NodeSpec node, MinimegaOptions options)
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
            .Select(annotation => (annotation.Key[AnnotationPrefix.Length..], annotation.Value))
            .Where(setting => Settable.Contains(setting.Item1));
}
