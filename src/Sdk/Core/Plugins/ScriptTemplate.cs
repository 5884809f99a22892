using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>Writes the script that starts the containers of a node. The default ones are C#; files in Handlebars need the package Scalewright.Phenix.</summary>
public abstract class ScriptTemplate
{
    /// <summary>Name, for logs and messages.</summary>
    public abstract string Name { get; }

    /// <summary>End of the script's file name; default <c>.mm</c>.</summary>
    public virtual string Extension => ".mm";

    /// <summary>Writes the script of one node.</summary>
    /// <param name="script">The node and what belongs to it.</param>
    /// <param name="output">Where the bytes go; the caller flushes it.</param>
    public abstract void Write(in ScriptContext script, ref Utf8Output output);
}
