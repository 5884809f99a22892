namespace Loopback.Minimega.Language;

/// <summary>What a place of a pattern takes.</summary>
internal enum TokenKind
{
    /// <summary>One of a few words, which may be cut short.</summary>
    Word,

    /// <summary>Any word.</summary>
    Value,

    /// <summary>All words up to the end.</summary>
    Rest,

    /// <summary>Another command.</summary>
    Nested,
}
