using System.ComponentModel;
using Scalewright.Journals;

namespace Scalewright.Tool.Output;

/// <summary>The lease holder of a state.</summary>
[Description("The lease holder of a state.")]
internal sealed record HolderOutput(
    [property: Description("The user.")] string User,
    [property: Description("The machine.")] string Host,
    [property: Description("The process.")] int Pid,
    [property: Description("What it does, as in 'provision'.")] string Operation,
    [property: Description("When it took the lease.")] DateTime Since,
    [property: Description("When the lease ends unless it is renewed.")] DateTime LeaseEnd)
{
    public static HolderOutput? Of(LockHolder? holder) => holder is null
        ? null
        : new(holder.User, holder.Host, holder.Pid, holder.Operation, holder.Start.UtcDateTime, holder.LeaseEnd.UtcDateTime);
}
