using Scalewright.Topologies;

namespace PhenixScaleApp.Compat;

/// <summary>The script with which a node waits for its minimega and then reads its own commands.</summary>
internal static class StartupScript
{
    /// <summary>Writes a script.</summary>
    /// <param name="experiment">Name of the experiment, and of the bridge and the folder for received files.</param>
    /// <param name="commands">First commands of the node.</param>
    /// <param name="output">Receives the bytes; the caller flushes it.</param>
    public static void Write(string experiment, string hostname, IReadOnlyList<string> commands, ref Utf8Output output)
    {
        output.Write("echo 'STARTING...'\n"u8);
        for (int i = 0; i < commands.Count; i++)
        {
            output.Write(commands[i]);
            output.EndLine();
        }

        if (commands.Count == 0)
        {
            output.EndLine();
        }

        output.Write("while [ ! -S /tmp/minimega/minimega ]; do sleep 1; done\nwhile [ ! -f "u8);
        WritePath(experiment, hostname, ref output);
        output.Write(" ]; do sleep 1; done\novs-vsctl add-br "u8);
        output.Write(experiment);
        output.Write("\novs-vsctl add-port "u8);
        output.Write(experiment);
        output.Write(" ens1\nmm read "u8);
        WritePath(experiment, hostname, ref output);
        output.Write("\necho 'DONE!'\n"u8);
    }

    private static void WritePath(string experiment, string hostname, ref Utf8Output output)
    {
        output.Write("/tmp/miniccc/files/"u8);
        output.Write(experiment);
        output.Write("/"u8);
        output.Write(hostname);
        output.Write(".mm"u8);
    }
}
