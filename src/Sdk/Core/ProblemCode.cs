namespace Scalewright;

/// <summary>Kind of a problem: a stable number with a page in docs/errors, and a name.</summary>
/// <param name="Id"><c>SW</c> and four digits; never reused.</param>
/// <param name="Name">Name of the kind, for example <c>wrong-type</c>.</param>
public sealed record ProblemCode(string Id, string Name)
{
    /// <summary>The text is not well-formed.</summary>
    public static ProblemCode SyntaxError { get; } = new("SW1001", "syntax-error");

    /// <summary>The text contains no document.</summary>
    public static ProblemCode EmptyDocument { get; } = new("SW1002", "empty-document");

    /// <summary>The text contains more than one document.</summary>
    public static ProblemCode MultipleDocuments { get; } = new("SW1003", "multiple-documents");

    /// <summary>The bytes are not strict UTF-8.</summary>
    public static ProblemCode InvalidEncoding { get; } = new("SW1004", "invalid-encoding");

    /// <summary>A control character is not allowed at this position.</summary>
    public static ProblemCode ControlCharacter { get; } = new("SW1005", "control-character");

    /// <summary>A mapping contains the same key twice.</summary>
    public static ProblemCode DuplicateKey { get; } = new("SW1006", "duplicate-key");

    /// <summary>A value carries a type tag.</summary>
    public static ProblemCode UnsupportedTag { get; } = new("SW1007", "unsupported-tag");

    /// <summary>Aliases expand to more than the limit.</summary>
    public static ProblemCode AliasLimit { get; } = new("SW1008", "alias-limit");

    /// <summary>An alias is inside the node that it refers to.</summary>
    public static ProblemCode AliasCycle { get; } = new("SW1009", "alias-cycle");

    /// <summary>The nesting is too deep.</summary>
    public static ProblemCode DepthLimit { get; } = new("SW1010", "depth-limit");

    /// <summary>The input, a scalar or the number of nodes is too large.</summary>
    public static ProblemCode SizeLimit { get; } = new("SW1011", "size-limit");

    /// <summary>The file cannot be read.</summary>
    public static ProblemCode UnreadableFile { get; } = new("SW1012", "unreadable-file");

    /// <summary>A reference to another value is missing or malformed.</summary>
    public static ProblemCode InterpolationFailed { get; } = new("SW1013", "interpolation-failed");

    /// <summary>Two profiles have the same name.</summary>
    public static ProblemCode DuplicateName { get; } = new("SW1101", "duplicate-name");

    /// <summary>A value does not have the type of its field.</summary>
    public static ProblemCode WrongType { get; } = new("SW1102", "wrong-type");

    /// <summary>A number is outside its range.</summary>
    public static ProblemCode OutOfRange { get; } = new("SW1103", "out-of-range");

    /// <summary>Two fields contradict each other.</summary>
    public static ProblemCode ConflictingFields { get; } = new("SW1104", "conflicting-fields");

    /// <summary>A required field is missing.</summary>
    public static ProblemCode MissingField { get; } = new("SW1105", "missing-field");

    /// <summary>No plugin has this name and version.</summary>
    public static ProblemCode UnknownPlugin { get; } = new("SW1106", "unknown-plugin");

    /// <summary>A referenced name does not exist.</summary>
    public static ProblemCode UnknownReference { get; } = new("SW1107", "unknown-reference");

    /// <summary>A name has a form that is not allowed.</summary>
    public static ProblemCode InvalidName { get; } = new("SW1108", "invalid-name");

    /// <summary>A path leads out of the profile's folder or is not a plain path.</summary>
    public static ProblemCode UnsafePath { get; } = new("SW1109", "unsafe-path");

    /// <summary>An address or network is not well-formed.</summary>
    public static ProblemCode InvalidAddress { get; } = new("SW1110", "invalid-address");

    /// <summary>A network is too small for its nodes or containers.</summary>
    public static ProblemCode AddressSpaceExhausted { get; } = new("SW1111", "address-space-exhausted");

    /// <summary>Two networks overlap.</summary>
    public static ProblemCode NetworkOverlap { get; } = new("SW1112", "network-overlap");

    /// <summary>The profile has no name and was named after its plugin.</summary>
    public static ProblemCode NameDefaulted { get; } = new("SW1201", "name-defaulted");

    /// <summary>The file contains no profiles.</summary>
    public static ProblemCode NoProfiles { get; } = new("SW1202", "no-profiles");

    /// <summary>A text was read as a number or a Boolean.</summary>
    public static ProblemCode ValueCoerced { get; } = new("SW1203", "value-coerced");

    /// <summary>A number has a leading zero and was read as decimal.</summary>
    public static ProblemCode LeadingZero { get; } = new("SW1204", "leading-zero");

    /// <summary>The field is unknown.</summary>
    public static ProblemCode UnknownField { get; } = new("SW1205", "unknown-field");

    /// <summary>A wind farm has no external network.</summary>
    public static ProblemCode MissingExternalNetwork { get; } = new("SW1206", "missing-external-network");

    /// <summary>The chosen plugin version is deprecated.</summary>
    public static ProblemCode DeprecatedPlugin { get; } = new("SW1207", "deprecated-plugin");

    /// <summary>Two nodes have the same host name.</summary>
    public static ProblemCode HostNameCollision { get; } = new("SW2001", "host-name-collision");

    /// <summary>A plugin threw an exception.</summary>
    public static ProblemCode PluginFailed { get; } = new("SW2002", "plugin-failed");

    /// <summary>A plugin returned an invalid result.</summary>
    public static ProblemCode InvalidPluginResult { get; } = new("SW2003", "invalid-plugin-result");

    /// <summary>A plugin requested more than the limits allow.</summary>
    public static ProblemCode PluginLimitExceeded { get; } = new("SW2004", "plugin-limit-exceeded");

    /// <summary>Two profiles specify different address ranges or gateways for the same network.</summary>
    public static ProblemCode NetworkMismatch { get; } = new("SW2005", "network-mismatch");

    /// <summary>A file or folder cannot be written.</summary>
    public static ProblemCode OutputNotWritable { get; } = new("SW2006", "output-not-writable");

    /// <summary>A text template cannot be read or rendered.</summary>
    public static ProblemCode TemplateFailed { get; } = new("SW2007", "template-failed");

    /// <summary>A file of an earlier run was modified since and was kept.</summary>
    public static ProblemCode ModifiedFileKept { get; } = new("SW2101", "modified-file-kept");

    /// <summary>The file list of an earlier run is malformed.</summary>
    public static ProblemCode InvalidFileList { get; } = new("SW2102", "invalid-file-list");

    /// <summary>Durable state is corrupt in a part that was known to be complete.</summary>
    public static ProblemCode StateCorrupt { get; } = new("SW3001", "state-corrupt");

    /// <summary>Files belong to different states, or not to the expected state.</summary>
    public static ProblemCode LineageMismatch { get; } = new("SW3002", "lineage-mismatch");

    /// <summary>Another owner has taken over the state. This owner must not write any more.</summary>
    public static ProblemCode LeaseLost { get; } = new("SW3003", "lease-lost");

    /// <summary>The state is locked by another owner.</summary>
    public static ProblemCode StateLocked { get; } = new("SW3004", "state-locked");

    /// <summary>The state was written in a newer format.</summary>
    public static ProblemCode UnsupportedStateVersion { get; } = new("SW3005", "unsupported-state-version");

    /// <summary>The state is an older copy.</summary>
    public static ProblemCode OlderState { get; } = new("SW3006", "older-state");

    /// <summary>The disk is full.</summary>
    public static ProblemCode DiskFull { get; } = new("SW3007", "disk-full");

    /// <summary>The file system does not support locks.</summary>
    public static ProblemCode LockingUnsupported { get; } = new("SW3008", "locking-unsupported");

    /// <summary>The disk failed. Its content must be read again.</summary>
    public static ProblemCode DiskFailed { get; } = new("SW3009", "disk-failed");

    /// <summary>The disk did not respond in time.</summary>
    public static ProblemCode DiskTimeout { get; } = new("SW3010", "disk-timeout");

    /// <summary>The state's folder cannot be written.</summary>
    public static ProblemCode StateNotWritable { get; } = new("SW3011", "state-not-writable");

    /// <summary>A file of the state is a link, pipe or device, has another owner, or is readable by others.</summary>
    public static ProblemCode UnsafeStateFile { get; } = new("SW3012", "unsafe-state-file");

    /// <summary>This machine lacks a requirement of durable state.</summary>
    public static ProblemCode UnsupportedPlatform { get; } = new("SW3013", "unsupported-platform");

    /// <summary>The last change was written partially and was dropped. It had not been acknowledged.</summary>
    public static ProblemCode TruncatedJournal { get; } = new("SW3101", "truncated-journal");

    /// <summary>A corrupt snapshot was skipped. An older snapshot and more of the journal were read instead.</summary>
    public static ProblemCode SnapshotSkipped { get; } = new("SW3102", "snapshot-skipped");

    /// <summary>The disk space that is reserved for the case of a full disk is missing.</summary>
    public static ProblemCode ReservedSpaceMissing { get; } = new("SW3103", "reserved-space-missing");

    /// <summary>The state was readable by others. Their permissions were revoked.</summary>
    public static ProblemCode PermissionsRestricted { get; } = new("SW3104", "permissions-restricted");

    /// <summary>The file that records the state's progress is missing or damaged.</summary>
    public static ProblemCode WatermarkMissing { get; } = new("SW3105", "watermark-missing");

    /// <summary>A snapshot could not be written. The journal continues without it.</summary>
    public static ProblemCode SnapshotFailed { get; } = new("SW3106", "snapshot-failed");

    /// <summary>A change of a fenced owner was ignored.</summary>
    public static ProblemCode FencedChange { get; } = new("SW3107", "fenced-change");

    /// <summary>Data received over a connection is not a valid message.</summary>
    public static ProblemCode InvalidFrame { get; } = new("SW4001", "invalid-frame");

    /// <summary>The agent of a node rejected a call or failed while executing it.</summary>
    public static ProblemCode AgentCallFailed { get; } = new("SW4002", "agent-call-failed");

    /// <summary>A node cannot be reached, or its connection was lost.</summary>
    public static ProblemCode ConnectionLost { get; } = new("SW4003", "connection-lost");

    /// <summary>A node did not respond in time.</summary>
    public static ProblemCode TimedOut { get; } = new("SW4004", "timed-out");

    /// <summary>The agent that responded has a different node, boot or version than expected.</summary>
    public static ProblemCode AgentMismatch { get; } = new("SW4005", "agent-mismatch");

    /// <summary>The agent of a node exited unexpectedly.</summary>
    public static ProblemCode AgentExited { get; } = new("SW4006", "agent-exited");

    /// <summary>The host name does not exist.</summary>
    public static ProblemCode UnknownHost { get; } = new("SW4007", "unknown-host");

    /// <summary>The host name has no address.</summary>
    public static ProblemCode NoAddress { get; } = new("SW4008", "no-address");

    /// <summary>The aliases of a host name do not lead to an address.</summary>
    public static ProblemCode HostAliasLoop { get; } = new("SW4009", "host-alias-loop");

    /// <summary>The expected cluster does not exist.</summary>
    public static ProblemCode ClusterNotFound { get; } = new("SW6001", "cluster-not-found");

    /// <summary>A cluster of this name exists but is unknown to this state.</summary>
    public static ProblemCode ClusterExists { get; } = new("SW6002", "cluster-exists");

    /// <summary>A step was not started because an earlier step failed.</summary>
    public static ProblemCode StepSkipped { get; } = new("SW6003", "step-skipped");

    /// <summary>The outcome of a step is unknown.</summary>
    public static ProblemCode StepOutcomeUnknown { get; } = new("SW6004", "step-outcome-unknown");

    /// <summary>There are not enough free nodes for a partition.</summary>
    public static ProblemCode PartitionUnavailable { get; } = new("SW6005", "partition-unavailable");

    /// <summary>The node does not exist or is not ready.</summary>
    public static ProblemCode NodeUnavailable { get; } = new("SW6006", "node-unavailable");

    /// <summary>The cluster did not reach its desired state.</summary>
    public static ProblemCode NotConverged { get; } = new("SW6007", "not-converged");

    /// <summary>A node does not become ready, and waiting does not help.</summary>
    public static ProblemCode NodeNotStarting { get; } = new("SW6012", "node-not-starting");

    /// <summary>The backend has no capacity for the request.</summary>
    public static ProblemCode InsufficientCapacity { get; } = new("SW5001", "insufficient-capacity");

    /// <summary>The quota in the backend is exceeded.</summary>
    public static ProblemCode QuotaExceeded { get; } = new("SW5002", "quota-exceeded");

    /// <summary>The backend throttles requests.</summary>
    public static ProblemCode Throttled { get; } = new("SW5003", "throttled");

    /// <summary>The backend failed temporarily and changed nothing.</summary>
    public static ProblemCode ProviderUnavailable { get; } = new("SW5004", "provider-unavailable");

    /// <summary>It is unknown whether a call took effect.</summary>
    public static ProblemCode CallOutcomeUnknown { get; } = new("SW5005", "call-outcome-unknown");

    /// <summary>No cloud, site or zone has this name.</summary>
    public static ProblemCode UnknownCloud { get; } = new("SW5006", "unknown-cloud");

    /// <summary>No machine of the backend is large enough for a node.</summary>
    public static ProblemCode NodeTooLarge { get; } = new("SW5007", "node-too-large");

    /// <summary>The backend rejected the credentials.</summary>
    public static ProblemCode AuthenticationFailed { get; } = new("SW5008", "authentication-failed");

    /// <summary>The resource to change or reach does not exist.</summary>
    public static ProblemCode ResourceNotFound { get; } = new("SW5009", "resource-not-found");

    /// <summary>The resource to change or remove belongs to another owner.</summary>
    public static ProblemCode ForeignResource { get; } = new("SW5010", "foreign-resource");

    /// <summary>The resource to remove is still in use.</summary>
    public static ProblemCode ResourceInUse { get; } = new("SW5011", "resource-in-use");

    /// <summary>
    /// The resource created with this token no longer exists. The token cannot create another resource.
    /// </summary>
    public static ProblemCode IdempotencyTokenUsed { get; } = new("SW5012", "idempotency-token-used");

    /// <summary>The backend's list of resources does not end.</summary>
    public static ProblemCode EndlessListing { get; } = new("SW5013", "endless-listing");

    /// <summary>A provider returned a result that violates its contract.</summary>
    public static ProblemCode ProviderContractViolation { get; } = new("SW5014", "provider-contract-violation");

    /// <summary>The process that cleans up after the program did not start.</summary>
    public static ProblemCode WatchdogNotStarted { get; } = new("SW6008", "watchdog-not-started");

    /// <summary>A resource could not be removed.</summary>
    public static ProblemCode ResourcesLeftBehind { get; } = new("SW6009", "resources-left-behind");

    /// <summary>The scaling domain does not exist.</summary>
    public static ProblemCode DomainNotFound { get; } = new("SW8001", "domain-not-found");

    /// <summary>The launch configuration does not exist.</summary>
    public static ProblemCode LaunchConfigurationNotFound { get; } = new("SW8002", "launch-configuration-not-found");

    /// <summary>A recorded load is invalid.</summary>
    public static ProblemCode InvalidTrace { get; } = new("SW8003", "invalid-trace");

    /// <summary>A back-test did not meet its goals.</summary>
    public static ProblemCode GoalMissed { get; } = new("SW8004", "goal-missed");

    /// <summary>A policy or a listener threw an exception, or a policy requested something impossible.</summary>
    public static ProblemCode PolicyFailed { get; } = new("SW8005", "policy-failed");

    /// <summary>Another engine of the program has acquired the scaling domain.</summary>
    public static ProblemCode DomainInUse { get; } = new("SW8006", "domain-in-use");

    /// <summary>The stored state of a policy was not read, because its layout differs or is not known.</summary>
    public static ProblemCode PolicyStateNotRestored { get; } = new("SW8007", "policy-state-not-restored");

    /// <summary>A stored decision of an engine is damaged.</summary>
    public static ProblemCode DecisionDamaged { get; } = new("SW8008", "decision-damaged");

    /// <summary>No platform of this type exists.</summary>
    public static ProblemCode UnknownPlatform { get; } = new("SW9001", "unknown-platform");

    /// <summary>The platform is temporarily unavailable.</summary>
    public static ProblemCode PlatformUnavailable { get; } = new("SW9002", "platform-unavailable");

    /// <summary>No experiment type of this name exists.</summary>
    public static ProblemCode UnknownExperimentType { get; } = new("SW9003", "unknown-experiment-type");

    /// <summary>A command cannot be executed in the current stage.</summary>
    public static ProblemCode InvalidStage { get; } = new("SW9004", "invalid-stage");

    /// <summary>A task of a playbook failed on a host.</summary>
    public static ProblemCode TaskFailed { get; } = new("SW9101", "task-failed");

    /// <summary>A host of a playbook is unreachable.</summary>
    public static ProblemCode HostUnreachable { get; } = new("SW9102", "host-unreachable");

    /// <summary>A playbook was not run.</summary>
    public static ProblemCode PlaybookNotRun { get; } = new("SW9103", "playbook-not-run");

    /// <summary>A run of an experiment was excluded from the results.</summary>
    public static ProblemCode RunExcluded { get; } = new("SW9201", "run-excluded");

    /// <summary>The definition of an experiment has changed since it was run.</summary>
    public static ProblemCode DefinitionChanged { get; } = new("SW9202", "definition-changed");

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Name}";
}
