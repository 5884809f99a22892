using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'repair'.</summary>
[Description("Result of 'repair'.")]
internal sealed record RepairOutput(
    [property: Description("True when nothing was changed.")] bool IsDryRun,
    [property: Description("True when the journal was damaged.")] bool IsDamaged,
    [property: Description("True when changes that were acknowledged are missing: the state is opened again once --accept-older was given.")] bool IsOlder,
    [property: Description("The last change that is kept; null when nothing is damaged.")] long? Kept,
    [property: Description("The last change that is known; changes behind the kept one are lost. Null when nothing is damaged.")] long? Last,
    [property: Description("Where the journal is cut, in bytes; null when nothing is damaged.")] long? Offset,
    [property: Description("Number of bytes that are cut off; null when nothing is damaged.")] long? Cut);
