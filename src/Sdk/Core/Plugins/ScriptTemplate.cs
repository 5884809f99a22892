using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>
/// Writes the script that starts the containers of a node. Default templates are written in C#; Scriban files
/// require the package Scalewright.Phenix.
/// </summary>
public abstract class ScriptTemplate
{
    /// <summary>Name for logs and messages.</summary>
    public abstract string Name { get; }

    /// <summary>File name extension of the script. Default <c>.mm</c>.</summary>
    public virtual string Extension => ".mm";

    /// <summary>Writes the script of one node.</summary>
    /// <param name="script">The node and its context.</param>
    /// <param name="output">Receives the bytes. The caller flushes it.</param>
    public abstract void Write(in ScriptContext script, ref Utf8Output output);
}
