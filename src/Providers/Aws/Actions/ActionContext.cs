using Scalewright.Decisions;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Context of an action: the account, the time and the options of the endpoint.</summary>
internal sealed record ActionContext(AccountState State, DateTimeOffset At, AutoScalingEndpointOptions Options)
{
    /// <exception cref="QueryErrorException">The group does not exist.</exception>
    public GroupRecord Group(string name) =>
        State.Groups.TryGetValue(name, out GroupRecord? group)
            ? group
            : throw new QueryErrorException(
                QueryError.Validation($"AutoScalingGroup name not found - AutoScalingGroup '{TextEscaping.Escape(name)}' not found")
            );

    /// <summary>Indicates whether a group follows the rules of the Phantom service.</summary>
    public bool IsPhantom(GroupRecord group) =>
        Options.GroupSemantics switch
        {
            GroupSemantics.Aws => false,
            GroupSemantics.Phantom => true,
            _ => group.Tags.ContainsKey(PhantomTags.Definition),
        };

    public string Arn(string kind, long number, string rest) =>
        $"arn:aws:autoscaling:{Options.Region}:{Options.AccountId}:{kind}:{IdGenerator.Uuid(State.Seed, number)}:{rest}";
}
