namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Treatment of a parameter of an action.</summary>
internal enum ParameterFate
{
    /// <summary>The action reads it. A request in which it went unread is refused.</summary>
    Done,

    /// <summary>The action reads, keeps and shows it. It changes neither nodes nor decisions, for a reason that the
    /// row gives. A request in which it went unread is refused.</summary>
    Recorded,

    /// <summary>A request with it is refused, and the error names it.</summary>
    Refused,

    /// <summary>It is accepted and changes nothing, for a reason that the row gives.</summary>
    Harmless,
}
