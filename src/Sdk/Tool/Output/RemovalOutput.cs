using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'destroy' and 'reap'.</summary>
[Description("Result of 'destroy' and 'reap'.")]
internal sealed record RemovalOutput(
    [property: Description("True when nothing was removed.")] bool IsDryRun,
    [property: Description("The resources to remove.")] IReadOnlyList<ResourceOutput> Chosen,
    [property: Description("The resources that could not be removed.")] IReadOnlyList<ResourceOutput> Left,
    [property: Description("The resources that were left alone because they were made within the last second.")] IReadOnlyList<ResourceOutput> JustMade,
    [property: Description("The nodes to remove whose record is damaged; empty without --damaged.")] IReadOnlyList<DamagedNodeOutput> Damaged);
