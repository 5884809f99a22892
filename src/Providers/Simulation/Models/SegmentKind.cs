namespace Scalewright.Providers.Simulation.Models;

/// <summary>What a piece of a stream says.</summary>
internal enum SegmentKind
{
    /// <summary>I want to connect.</summary>
    Open,

    /// <summary>We are connected.</summary>
    Opened,

    /// <summary>Bytes.</summary>
    Data,

    /// <summary>No more bytes from me.</summary>
    Close,
}
