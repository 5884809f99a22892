using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'cp'.</summary>
[Description("Result of 'cp'.")]
internal sealed record CopyOutput(
    [property: Description("True for a dry run, which copies nothing.")] bool IsDryRun,
    [property: Description("Nodes that were copied to or from; for a dry run, all selected nodes.")] IReadOnlyList<CopyNodeOutput> Nodes
);

/// <summary>File or folder that was copied to or from a node.</summary>
[Description("File or folder that was copied to or from a node.")]
internal sealed record CopyNodeOutput(
    [property: Description("Host name of the node.")] string Node,
    [property: Description("File or folder that was written: on the node, or on this machine.")] string File,
    [property: Description("Length of all files in bytes; null for a dry run.")] long? Bytes,
    [property: Description("Number of files; null for a dry run.")] int? Files
);
