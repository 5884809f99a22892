using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Serializes the account. The <c>init</c> accessors restore default values of members that an earlier journal lacks,
/// since these are read as null.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(AccountState))]
[JsonSerializable(typeof(AccountChange))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(StepRecord[]))]
[JsonSerializable(typeof(PolicyRecord[]))]
[JsonSerializable(typeof(InstanceRecord[]))]
[JsonSerializable(typeof(ActivityRecord[]))]
[JsonSerializable(typeof(LaunchRecord))]
[JsonSerializable(typeof(TemplateRecord))]
[JsonSerializable(typeof(SecurityGroupRecord))]
[JsonSerializable(typeof(TemplateVersionRecord[]))]
[JsonSerializable(typeof(GroupRecord))]
[JsonSerializable(typeof(LifecycleHookRecord[]))]
[JsonSerializable(typeof(LifecycleAction[]))]
[JsonSerializable(typeof(ScheduledActionRecord[]))]
[JsonSerializable(typeof(WarmPoolRecord))]
[JsonSerializable(typeof(InstanceTypeOverride[]))]
[JsonSerializable(typeof(TagRecord))]
[JsonSerializable(typeof(InstanceRecord))]
[JsonSerializable(typeof(InstanceSettings))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(PolicyState))]
[JsonSerializable(typeof(PolicyVote))]
[JsonSerializable(typeof(long[]))]
internal sealed partial class AccountJson : JsonSerializerContext;
