using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of <c>validate</c>.</summary>
[Description("Result of 'validate'.")]
internal sealed record ValidateOutput(
    [property: Description("Files in the order of the command line.")] IReadOnlyList<ValidatedFileOutput> Files
);

/// <summary>File that was checked.</summary>
[Description("File that was checked.")]
internal sealed record ValidatedFileOutput(
    [property: Description("Path of the file.")] string File,
    [property: Description("True if it has no errors.")] bool IsValid,
    [property: Description("Number of its errors.")] int Errors,
    [property: Description("Number of its warnings.")] int Warnings
);
