using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Files that were written.</summary>
[Description("Files that were written.")]
internal sealed record FilesOutput(
    [property: Description("The folder.")] string Folder,
    [property: Description("Number of files in it.")] int Written,
    [property: Description("Number of files of an earlier topology that were removed.")] int Removed);
