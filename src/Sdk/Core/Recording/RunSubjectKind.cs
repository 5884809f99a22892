namespace Scalewright.Recording;

/// <summary>Kind of a <see cref="RunSubject"/>. The numbers are those of trace files.</summary>
public enum RunSubjectKind
{
    /// <summary>The run.</summary>
    Run = 0,

    /// <summary>The injected faults.</summary>
    Faults = 1,

    /// <summary>A controller between two kills. A restarted one is another subject, of the next generation.</summary>
    Controller = 2,

    /// <summary>A cloud.</summary>
    Cloud = 3,

    /// <summary>A group of nodes.</summary>
    Group = 4,

    /// <summary>A node.</summary>
    Node = 5,

    /// <summary>The agent of a node.</summary>
    Agent = 6,

    /// <summary>The programs on a node.</summary>
    Program = 7,

    /// <summary>A service on a node.</summary>
    Service = 8,

    /// <summary>A connection between two hosts, in one direction.</summary>
    Link = 9,

    /// <summary>A file of a controller.</summary>
    Journal = 10,

    /// <summary>A scaling domain.</summary>
    Domain = 11,

    /// <summary>A metric.</summary>
    Metric = 12,

    /// <summary>A log.</summary>
    Log = 13,
}
