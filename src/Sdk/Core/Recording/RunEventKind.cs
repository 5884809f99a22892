namespace Scalewright.Recording;

/// <summary>Kind of a <see cref="RunEvent"/>. The numbers are those of trace files.</summary>
public enum RunEventKind
{
    /// <summary>Phase of a run, for example its check.</summary>
    Phase = 0,

    /// <summary>Injected fault, from its start to its end.</summary>
    Fault = 1,

    /// <summary>State of a node, until its next state.</summary>
    NodeState = 2,

    /// <summary>Change of a node or its agent that is not a state.</summary>
    Agent = 3,

    /// <summary>Call of a provider, from the request to the response.</summary>
    Call = 4,

    /// <summary>Execution of a call by the cloud.</summary>
    Effect = 5,

    /// <summary>Content of a list of resources that a program received.</summary>
    Observation = 6,

    /// <summary>Wave of a plan.</summary>
    Wave = 7,

    /// <summary>Step of a plan, with its attempts.</summary>
    Step = 8,

    /// <summary>Write to the disk of a controller, until it is durable.</summary>
    JournalWrite = 9,

    /// <summary>Message between two nodes, from departure to arrival.</summary>
    Message = 10,

    /// <summary>Call of a service on a node.</summary>
    ServiceCall = 11,

    /// <summary>Program that runs on a node.</summary>
    Program = 12,

    /// <summary>Decision of an engine.</summary>
    Decision = 13,

    /// <summary>Cycle of an engine.</summary>
    Cycle = 14,

    /// <summary>Acquired or lost lease.</summary>
    LeaseChange = 15,

    /// <summary>Log line.</summary>
    Log = 16,

    /// <summary>Value of a metric.</summary>
    Counter = 17,

    /// <summary>Anything else that explains a run, for example the failure of a call.</summary>
    Note = 18,
}
