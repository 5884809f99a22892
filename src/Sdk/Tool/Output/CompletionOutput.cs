using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of <c>completion</c>.</summary>
[Description("Result of 'completion'.")]
internal sealed record CompletionOutput(
    [property: Description("Name of the shell.")] string Shell,
    [property: Description("Script for the shell.")] string Script
);
