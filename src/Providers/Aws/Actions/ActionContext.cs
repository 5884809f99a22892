using Scalewright.Decisions;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>
/// What an action sees: the account as it is, what was asked for, when, and how the endpoint is set up.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Options">How the endpoint is set up.</param>
internal sealed record ActionContext(AccountState State, QueryReader Read, DateTimeOffset At, EndpointOptions Options)
{
    /// <summary>Finds a group.</summary>
    /// <exception cref="QueryFaultException">There is none of this name.</exception>
    public GroupRecord Group(string name) => State.Groups.TryGetValue(name, out GroupRecord? group)
        ? group
        : throw new QueryFaultException(WireFault.Validation(
            $"AutoScalingGroup name not found - AutoScalingGroup '{Printable.Escape(name)}' not found"));

    /// <summary>Whether a group follows the rules of the Phantom service.</summary>
    public bool IsPhantom(GroupRecord group) => Options.Rules switch
    {
        GroupRules.Aws => false,
        GroupRules.Phantom => true,
        _ => group.Tags.ContainsKey(PhantomTags.Definition),
    };

    /// <summary>An ARN of something in this account.</summary>
    public string Arn(string kind, long number, string rest) =>
        $"arn:aws:autoscaling:{Options.Region}:{Options.AccountId}:{kind}:{Identity.Uuid(State.Seed, number)}:{rest}";
}
