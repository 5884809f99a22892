namespace Scalewright;

/// <summary>The kind of a problem: a stable number with a page in docs/errors, and a word.</summary>
/// <param name="Id"><c>SW</c> and four digits; never reused.</param>
/// <param name="Word">The kind in a word, as in <c>wrong-type</c>.</param>
public sealed record ProblemCode(string Id, string Word)
{
    /// <summary>The text is not well-formed.</summary>
    public static ProblemCode Syntax { get; } = new("SW1001", "syntax");

    /// <summary>The text holds no document.</summary>
    public static ProblemCode EmptyDocument { get; } = new("SW1002", "empty-document");

    /// <summary>The text holds more than one document.</summary>
    public static ProblemCode MultipleDocuments { get; } = new("SW1003", "multiple-documents");

    /// <summary>The bytes are not strict UTF-8.</summary>
    public static ProblemCode Encoding { get; } = new("SW1004", "encoding");

    /// <summary>A control character stands where none may be.</summary>
    public static ProblemCode ControlCharacter { get; } = new("SW1005", "control-character");

    /// <summary>A mapping has the same key twice.</summary>
    public static ProblemCode DuplicateKey { get; } = new("SW1006", "duplicate-key");

    /// <summary>A value carries a type tag.</summary>
    public static ProblemCode UnsupportedTag { get; } = new("SW1007", "unsupported-tag");

    /// <summary>Aliases expand to too much.</summary>
    public static ProblemCode AliasLimit { get; } = new("SW1008", "alias-limit");

    /// <summary>An alias stands inside of what it refers to.</summary>
    public static ProblemCode AliasCycle { get; } = new("SW1009", "alias-cycle");

    /// <summary>The nesting is too deep.</summary>
    public static ProblemCode DepthLimit { get; } = new("SW1010", "depth-limit");

    /// <summary>The input, a scalar or the number of nodes is too large.</summary>
    public static ProblemCode SizeLimit { get; } = new("SW1011", "size-limit");

    /// <summary>The file cannot be read.</summary>
    public static ProblemCode UnreadableFile { get; } = new("SW1012", "unreadable-file");

    /// <summary>A value refers to another one that is not there, or in a way that cannot be read.</summary>
    public static ProblemCode Interpolation { get; } = new("SW1013", "interpolation");

    /// <summary>Two profiles have the same name.</summary>
    public static ProblemCode DuplicateName { get; } = new("SW1101", "duplicate-name");

    /// <summary>A value is of another type than the field wants.</summary>
    public static ProblemCode WrongType { get; } = new("SW1102", "wrong-type");

    /// <summary>A number is too small or too large.</summary>
    public static ProblemCode OutOfRange { get; } = new("SW1103", "out-of-range");

    /// <summary>Two fields contradict each other.</summary>
    public static ProblemCode Conflict { get; } = new("SW1104", "conflict");

    /// <summary>A needed field is not there.</summary>
    public static ProblemCode MissingField { get; } = new("SW1105", "missing-field");

    /// <summary>No plugin has this name and version.</summary>
    public static ProblemCode UnknownPlugin { get; } = new("SW1106", "unknown-plugin");

    /// <summary>A name refers to nothing.</summary>
    public static ProblemCode UnknownReference { get; } = new("SW1107", "unknown-reference");

    /// <summary>A name has a form that is not allowed.</summary>
    public static ProblemCode InvalidName { get; } = new("SW1108", "invalid-name");

    /// <summary>A path leads out of the profile's folder or is not a plain path.</summary>
    public static ProblemCode UnsafePath { get; } = new("SW1109", "unsafe-path");

    /// <summary>An address or network is not well-formed.</summary>
    public static ProblemCode BadAddress { get; } = new("SW1110", "bad-address");

    /// <summary>A network is too small for what shall live in it.</summary>
    public static ProblemCode AddressSpace { get; } = new("SW1111", "address-space");

    /// <summary>Two networks have addresses in common.</summary>
    public static ProblemCode NetworkOverlap { get; } = new("SW1112", "network-overlap");

    /// <summary>A missing name was taken from the plugin.</summary>
    public static ProblemCode NameDefaulted { get; } = new("SW1201", "name-defaulted");

    /// <summary>The file has no profile.</summary>
    public static ProblemCode NoProfiles { get; } = new("SW1202", "no-profiles");

    /// <summary>A text was read as a number.</summary>
    public static ProblemCode Coerced { get; } = new("SW1203", "coerced");

    /// <summary>A number has a leading zero and was read as decimal.</summary>
    public static ProblemCode LeadingZero { get; } = new("SW1204", "leading-zero");

    /// <summary>No one reads this field.</summary>
    public static ProblemCode UnknownField { get; } = new("SW1205", "unknown-field");

    /// <summary>A wind farm has no external network.</summary>
    public static ProblemCode MissingExternalNetwork { get; } = new("SW1206", "missing-external-network");

    /// <summary>The chosen plugin version is deprecated.</summary>
    public static ProblemCode DeprecatedPlugin { get; } = new("SW1207", "deprecated-plugin");

    /// <summary>Two nodes have the same host name.</summary>
    public static ProblemCode HostNameCollision { get; } = new("SW2001", "host-name-collision");

    /// <summary>A plugin threw an exception.</summary>
    public static ProblemCode PluginFailed { get; } = new("SW2002", "plugin-failed");

    /// <summary>A plugin returned something that cannot be.</summary>
    public static ProblemCode PluginNonsense { get; } = new("SW2003", "plugin-nonsense");

    /// <summary>A plugin asked for more than the limits allow.</summary>
    public static ProblemCode PluginLimit { get; } = new("SW2004", "plugin-limit");

    /// <summary>Two profiles give one network different address ranges.</summary>
    public static ProblemCode NetworkMismatch { get; } = new("SW2005", "network-mismatch");

    /// <summary>A file or folder cannot be written.</summary>
    public static ProblemCode OutputFolder { get; } = new("SW2006", "output-folder");

    /// <summary>A text template cannot be read or rendered.</summary>
    public static ProblemCode TemplateFailed { get; } = new("SW2007", "template-failed");

    /// <summary>A file that an earlier run made was changed since, and kept.</summary>
    public static ProblemCode FileKept { get; } = new("SW2101", "file-kept");

    /// <summary>The list of the files that an earlier run made is missing its form.</summary>
    public static ProblemCode FileListUnusable { get; } = new("SW2102", "file-list-unusable");

    /// <summary>Durable state is damaged where it was known to be whole.</summary>
    public static ProblemCode StateCorrupt { get; } = new("SW3001", "state-corrupt");

    /// <summary>Files belong to different states, or not to the state that was expected.</summary>
    public static ProblemCode LineageMismatch { get; } = new("SW3002", "lineage-mismatch");

    /// <summary>Another holder took the state over; this one may write no more.</summary>
    public static ProblemCode StaleLease { get; } = new("SW3003", "stale-lease");

    /// <summary>Someone else holds the state.</summary>
    public static ProblemCode StateLocked { get; } = new("SW3004", "state-locked");

    /// <summary>The state was written in a newer format.</summary>
    public static ProblemCode StateFromFuture { get; } = new("SW3005", "state-from-future");

    /// <summary>The state is an older copy of what it once was.</summary>
    public static ProblemCode OlderState { get; } = new("SW3006", "older-state");

    /// <summary>The disk has no space for the change.</summary>
    public static ProblemCode DiskFull { get; } = new("SW3007", "disk-full");

    /// <summary>The disk knows no locks.</summary>
    public static ProblemCode UnlockedState { get; } = new("SW3008", "unlocked-state");

    /// <summary>The disk failed; what it holds must be read anew.</summary>
    public static ProblemCode DiskFailed { get; } = new("SW3009", "disk-failed");

    /// <summary>The disk did not answer in time.</summary>
    public static ProblemCode DiskTimeout { get; } = new("SW3010", "disk-timeout");

    /// <summary>The state's folder cannot be written.</summary>
    public static ProblemCode StateNotWritable { get; } = new("SW3011", "state-not-writable");

    /// <summary>A link, pipe or device stands where a file of the state belongs, it belongs to another user, or others may read it.</summary>
    public static ProblemCode UnsafeStateFile { get; } = new("SW3012", "unsafe-state-file");

    /// <summary>This machine lacks what durable state needs.</summary>
    public static ProblemCode UnsupportedPlatform { get; } = new("SW3013", "unsupported-platform");

    /// <summary>The last change was written only in part and was dropped; no one was told that it was done.</summary>
    public static ProblemCode TornTail { get; } = new("SW3101", "torn-tail");

    /// <summary>A damaged snapshot was replaced by an older one and more of the journal.</summary>
    public static ProblemCode SnapshotSkipped { get; } = new("SW3102", "snapshot-skipped");

    /// <summary>There is no reserve for a full disk.</summary>
    public static ProblemCode ReserveMissing { get; } = new("SW3103", "reserve-missing");

    /// <summary>Others could read the state; their rights were taken away.</summary>
    public static ProblemCode WideAccess { get; } = new("SW3104", "wide-access");

    /// <summary>The file that says how far the state had come is missing or damaged.</summary>
    public static ProblemCode MarkMissing { get; } = new("SW3105", "mark-missing");

    /// <summary>A snapshot could not be written; the journal goes on without it.</summary>
    public static ProblemCode SnapshotPostponed { get; } = new("SW3106", "snapshot-postponed");

    /// <summary>A change of a holder that had been fenced off was ignored.</summary>
    public static ProblemCode FencedChange { get; } = new("SW3107", "fenced-change");

    /// <summary>What came from the other side of a connection is not a message.</summary>
    public static ProblemCode BadFrame { get; } = new("SW4001", "bad-frame");

    /// <summary>The agent of a node refused a call or failed at it.</summary>
    public static ProblemCode AgentFault { get; } = new("SW4002", "agent-fault");

    /// <summary>A node cannot be reached, or the connection to it broke.</summary>
    public static ProblemCode ConnectionLost { get; } = new("SW4003", "connection-lost");

    /// <summary>A node did not answer in time.</summary>
    public static ProblemCode DeadlinePassed { get; } = new("SW4004", "deadline-passed");

    /// <summary>Another node, boot or version answers than the one that is wanted.</summary>
    public static ProblemCode AgentMismatch { get; } = new("SW4005", "agent-mismatch");

    /// <summary>The agent of a node ended by itself.</summary>
    public static ProblemCode AgentEnded { get; } = new("SW4006", "agent-ended");

    /// <summary>Nobody knows a host of this name.</summary>
    public static ProblemCode UnknownHost { get; } = new("SW4007", "unknown-host");

    /// <summary>The name of a host has no address.</summary>
    public static ProblemCode NoAddress { get; } = new("SW4008", "no-address");

    /// <summary>The aliases of a host's name lead to no address.</summary>
    public static ProblemCode AliasLoop { get; } = new("SW4009", "alias-loop");

    /// <summary>There is no cluster where one was expected.</summary>
    public static ProblemCode NoCluster { get; } = new("SW6001", "no-cluster");

    /// <summary>A cluster of this name exists, and this state knows nothing of it.</summary>
    public static ProblemCode ClusterExists { get; } = new("SW6002", "cluster-exists");

    /// <summary>A step was not begun, because one before it failed.</summary>
    public static ProblemCode StepSkipped { get; } = new("SW6003", "step-skipped");

    /// <summary>Nobody knows what came of a step.</summary>
    public static ProblemCode StepUnknown { get; } = new("SW6004", "step-unknown");

    /// <summary>There are not enough free nodes for a partition.</summary>
    public static ProblemCode PartitionUnavailable { get; } = new("SW6005", "partition-unavailable");

    /// <summary>There is no such node, or it is not ready.</summary>
    public static ProblemCode NoNode { get; } = new("SW6006", "no-node");

    /// <summary>The cluster did not become what is wanted.</summary>
    public static ProblemCode Unsettled { get; } = new("SW6007", "unsettled");

    /// <summary>The place has no room for what was asked.</summary>
    public static ProblemCode Capacity { get; } = new("SW5001", "capacity");

    /// <summary>The place allows its user no more of it.</summary>
    public static ProblemCode Quota { get; } = new("SW5002", "quota");

    /// <summary>The place was asked too often.</summary>
    public static ProblemCode Throttled { get; } = new("SW5003", "throttled");

    /// <summary>The place failed for now and did nothing.</summary>
    public static ProblemCode ProviderBusy { get; } = new("SW5004", "provider-busy");

    /// <summary>Nobody knows whether a call took effect.</summary>
    public static ProblemCode UnknownOutcome { get; } = new("SW5005", "unknown-outcome");

    /// <summary>No cloud, site or zone has this name.</summary>
    public static ProblemCode UnknownCloud { get; } = new("SW5006", "unknown-cloud");

    /// <summary>No machine of the place is large enough for a node.</summary>
    public static ProblemCode NodeTooLarge { get; } = new("SW5007", "node-too-large");

    /// <summary>The place does not accept who asks.</summary>
    public static ProblemCode CredentialsRefused { get; } = new("SW5008", "credentials-refused");

    /// <summary>What shall be changed or reached is not there.</summary>
    public static ProblemCode ResourceGone { get; } = new("SW5009", "resource-gone");

    /// <summary>What shall be changed or removed belongs to someone else.</summary>
    public static ProblemCode ForeignResource { get; } = new("SW5010", "foreign-resource");

    /// <summary>What shall be removed is still needed by something.</summary>
    public static ProblemCode ResourceInUse { get; } = new("SW5011", "resource-in-use");

    /// <summary>What a token made once is gone, and the token makes nothing else.</summary>
    public static ProblemCode TokenUsed { get; } = new("SW5012", "token-used");

    /// <summary>The place's list of what it has does not come to an end.</summary>
    public static ProblemCode BrokenListing { get; } = new("SW5013", "broken-listing");

    /// <summary>A provider answered what its contract does not have.</summary>
    public static ProblemCode ProviderNonsense { get; } = new("SW5014", "provider-nonsense");

    /// <summary>The process that cleans up after the program does not start.</summary>
    public static ProblemCode NoWatchdog { get; } = new("SW6008", "no-watchdog");

    /// <summary>Something could not be removed.</summary>
    public static ProblemCode Leaked { get; } = new("SW6009", "leaked");

    /// <summary>There is no such domain, or what was stored of it cannot be one.</summary>
    public static ProblemCode NoDomain { get; } = new("SW8001", "no-domain");

    /// <summary>There is no such launch configuration.</summary>
    public static ProblemCode NoLaunch { get; } = new("SW8002", "no-launch");

    /// <summary>A recorded load is no load as it stands.</summary>
    public static ProblemCode BadTrace { get; } = new("SW8003", "bad-trace");

    /// <summary>A back-test does not meet its goals.</summary>
    public static ProblemCode GoalMissed { get; } = new("SW8004", "goal-missed");

    /// <summary>A policy or a listener threw, or a policy wants what cannot be.</summary>
    public static ProblemCode PolicyFailed { get; } = new("SW8005", "policy-failed");

    /// <summary>Another engine of the program keeps the domain.</summary>
    public static ProblemCode DomainKept { get; } = new("SW8006", "domain-kept");

    /// <summary>No platform has this type.</summary>
    public static ProblemCode UnknownPlatform { get; } = new("SW9001", "unknown-platform");

    /// <summary>The platform cannot be used for now.</summary>
    public static ProblemCode PlatformUnavailable { get; } = new("SW9002", "platform-unavailable");

    /// <summary>No type of experiment has this name.</summary>
    public static ProblemCode UnknownExperimentType { get; } = new("SW9003", "unknown-experiment-type");

    /// <summary>A command came that cannot be carried out as things are.</summary>
    public static ProblemCode WrongStage { get; } = new("SW9004", "wrong-stage");

    /// <summary>A task of a playbook failed on a host.</summary>
    public static ProblemCode TaskFailed { get; } = new("SW9101", "task-failed");

    /// <summary>A host of a playbook cannot be reached.</summary>
    public static ProblemCode HostUnreachable { get; } = new("SW9102", "host-unreachable");

    /// <summary>A playbook was not run at all.</summary>
    public static ProblemCode PlaybookNotRun { get; } = new("SW9103", "playbook-not-run");

    /// <summary>A run of an experiment counts in no figure.</summary>
    public static ProblemCode RunLeftOut { get; } = new("SW9201", "run-left-out");

    /// <summary>The definition of an experiment was changed since it was run.</summary>
    public static ProblemCode DefinitionChanged { get; } = new("SW9202", "definition-changed");

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Word}";
}
