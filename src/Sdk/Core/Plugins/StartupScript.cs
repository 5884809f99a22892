using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>
/// Writes a node's startup script: the plugin's commands, then the node's container script once minimega is running.
/// </summary>
internal sealed class StartupScript : ScriptTemplate
{
    /// <summary>The shared instance.</summary>
    public static StartupScript Default { get; } = new();

    /// <inheritdoc/>
    public override string Name => "startup";

    /// <inheritdoc/>
    public override string Extension => "-startup.sh";

    /// <inheritdoc/>
    public override void Write(in ScriptContext script, ref Utf8Output output)
    {
        string bridge = ShellQuote.Quote(script.Topology.Name);
        string commands = ShellQuote.Quote($"/tmp/miniccc/files/{script.Topology.Name}/{script.Node.Name}.mm");
        output.Write("echo 'STARTING...'\n"u8);
        foreach (string command in script.Node.StartupCommands)
        {
            output.Write(command);
            output.EndLine();
        }

        output.Write("while [ ! -S /tmp/minimega/minimega ]; do sleep 1; done\nwhile [ ! -f "u8);
        output.Write(commands);
        output.Write(" ]; do sleep 1; done\novs-vsctl add-br "u8);
        output.Write(bridge);
        output.Write("\novs-vsctl add-port "u8);
        output.Write(bridge);
        output.Write(" ens1\nmm read "u8);
        output.Write(commands);
        output.Write("\necho 'DONE!'\n"u8);
    }
}
