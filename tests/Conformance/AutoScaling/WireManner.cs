namespace Conformance.AutoScaling;

/// <summary>How a recorded request is sent again.</summary>
internal enum WireManner
{
    /// <summary>As it was recorded; its signature is masked, so any is accepted.</summary>
    AsRecorded,

    /// <summary>By the other verb.</summary>
    ByOtherVerb,

    /// <summary>Signed anew, in the manner it was signed, and verified.</summary>
    Signed,
}
