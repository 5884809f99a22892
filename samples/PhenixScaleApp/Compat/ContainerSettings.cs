using PhenixScaleApp.Documents;
using Scalewright.Documents;
using Scalewright.Topologies;

namespace PhenixScaleApp.Compat;

/// <summary>Settings of all containers of a profile, as written in the commands.</summary>
/// <param name="Cpus">Processors as in the profile.</param>
/// <param name="Memory">Memory as in the profile.</param>
/// <param name="RootFs">File system as in the profile.</param>
internal sealed record ContainerSettings(string Cpus, string Memory, Value RootFs)
{
    /// <summary>Text of the file system in the summary.</summary>
    public string RootFsText => Loose.Text(RootFs);

    public static ContainerSettings Read(MapValue template) => new(
        Loose.Text(template.Get("cpu") ?? new ScalarValue(1)),
        Loose.Text(template.Get("memory") ?? new ScalarValue(512)),
        template.Get("rootfs") ?? new ScalarValue("otsimfs.tgz"));

    /// <summary>True if the file system is a text, as required.</summary>
    public bool HasTextRootFs => RootFs is ScalarValue { Kind: ScalarKind.Text };

    /// <summary>Error for a file system that is not a text.</summary>
    public ReferenceException RootFsMistake() => ReferenceException.NoAttribute(RootFs, "endswith");

    /// <summary>Writes the lines that reset and set the configuration.</summary>
    /// <param name="name">The namespace.</param>
    /// <param name="networks">The networks of all containers; null if they differ.</param>
    /// <param name="output">Receives the bytes.</param>
    public void WriteHeader(string name, string? networks, ref Utf8Output output)
    {
        output.Write("namespace "u8);
        output.Write(name);
        output.Write("\nns queueing true\n\nclear vm config\nvm config vcpus "u8);
        output.Write(Cpus);
        output.Write("\nvm config memory "u8);
        output.Write(Memory);
        if (networks is not null)
        {
            output.Write("\nvm config net "u8);
            output.Write(networks);
        }

        string rootFs = RootFsText;
        output.Write(rootFs.EndsWith(".tgz", StringComparison.Ordinal) ? "\nvm config filesystem tar:"u8 : "\nvm config filesystem "u8);
        output.Write(rootFs);
        output.Write("\nvm config init /init\n\n"u8);
    }
}
