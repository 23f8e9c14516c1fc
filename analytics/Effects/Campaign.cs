namespace Outcomes.Analytics.Effects;

/// <summary>A campaign, change or event that may move a measure.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its name.</param>
/// <param name="Starts">First day.</param>
/// <param name="Ends">Last day.</param>
/// <param name="Kind">communication, service_change, event, price or closure. Only a communication may be worded "the campaign".</param>
public sealed record Campaign(string Id, string Title, DateOnly Starts, DateOnly Ends, string Kind = "communication")
{
    /// <summary>Whether its effect is sought as a lasting step (a change, a price, a closure) and not within its own window.</summary>
    public bool Lasts => Kind is "service_change" or "price" or "closure";
}

/// <summary>What was written down beforehand.</summary>
/// <param name="On">The day of registration.</param>
/// <param name="ChangedOn">The day it was last changed after the start, or null.</param>
/// <param name="What">What changed, as it begins a sentence.</param>
public sealed record Registration(DateOnly On, DateOnly? ChangedOn = null, string What = "Window");

/// <summary>Which way a measure goes.</summary>
public enum Direction
{
    /// <summary>Up.</summary>
    Increase,

    /// <summary>Down.</summary>
    Decrease,
}
