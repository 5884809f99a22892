namespace Scalewright.Storage.Hsm;

/// <summary>Kind of an HSM event.</summary>
public enum HsmEventKind
{
    /// <summary>A copytool started the request.</summary>
    Started,

    /// <summary>Bytes were moved.</summary>
    Progressed,

    /// <summary>The request is complete.</summary>
    Finished,

    /// <summary>The copytool stopped. Another one starts the request again.</summary>
    Lost,

    /// <summary>The coordinator was purged.</summary>
    Purged,
}
